// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/welcomepage.h"

#include "connect/connectlayout.h"

#include "theme/accessiblerole.h"
#include "theme/paragraph.h"
#include "theme/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr QSize cardSize(284, 216);
constexpr int cardMargin = 22;
constexpr int markSize = 48;

QLabel *centred(const QString &text, const QString &kind, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setProperty("kind", kind);
    label->setAlignment(Qt::AlignHCenter);
    return label;
}

/// A drawing that follows the theme and the scale by being painted each time.
class Drawing final : public QWidget
{
public:
    Drawing(const QIcon &icon, int size, QWidget *parent) : QWidget(parent), m_icon(icon)
    {
        setFixedSize(size, size);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        m_icon.paint(&painter, rect());
    }

private:
    QIcon m_icon;
};

} // namespace

WelcomePage::WelcomePage(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_cards(new QWidget(this))
    , m_message(centred({}, u"fault"_s, this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
{
    setObjectName(u"welcomePage"_s);
    auto *row = new QHBoxLayout(m_cards);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(20);
    m_practice = addCard("practiceCard", u"practice"_s, tr("Try the practice server"),
                         tr("Starts a server of its own on this computer, with a shop's flags and colleagues "
                            "who change them. Nothing in it is real."),
                         tr("Start practising"));
    m_connect = addCard("connectCard", u"server"_s, tr("Connect to a server"),
                        tr("Sign in to a flag server, choose a project and an environment, and see what is "
                           "on right now."),
                        tr("Connect…"));
    m_session =
        addCard("sessionCard", u"session"_s, tr("Open a session file"),
                tr("Replay what was recorded, at any speed. Nothing in it can be changed, and no server "
                   "is asked."),
                tr("Open…"));
    m_practice->setProperty("kind", u"primary"_s);

    m_message->setObjectName(u"welcomeMessage"_s);
    m_message->setWordWrap(true);
    setAccessibleRole(*m_message, QAccessible::AlertMessage);
    m_cancel->setObjectName(u"cancelButton"_s);
    connect(m_practice, &QPushButton::clicked, this, &WelcomePage::practiceRequested);
    connect(m_connect, &QPushButton::clicked, this, &WelcomePage::connectRequested);
    connect(m_session, &QPushButton::clicked, this, &WelcomePage::sessionRequested);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        finish();
        emit cancelled();
    });

    auto *column = new QVBoxLayout(this);
    column->setSpacing(8);
    column->addStretch(2);
    column->addWidget(new Drawing(theme.icon(u"signalbox"_s), markSize, this), 0, Qt::AlignHCenter);
    column->addWidget(centred(tr("Signalbox"), u"heading"_s, this));
    column->addWidget(
        centred(tr("See what every flag is, throw a switch, and see the proof."), u"muted"_s, this));
    column->addSpacing(20);
    column->addWidget(m_cards, 0, Qt::AlignHCenter);
    column->addSpacing(12);
    column->addWidget(m_message);
    column->addWidget(m_cancel, 0, Qt::AlignHCenter);
    column->addSpacing(4);
    column->addWidget(centred(tr("Works offline. No account. Nothing is sent anywhere."), u"muted"_s, this));
    column->addStretch(3);
    finish();
}

QPushButton *WelcomePage::addCard(const char *name, const QString &icon, const QString &title,
                                  const QString &text, const QString &button)
{
    auto *card = new QFrame(m_cards);
    card->setObjectName(QLatin1String(name));
    card->setProperty("kind", u"card"_s);
    card->setFixedWidth(cardSize.width());
    card->setMinimumHeight(cardSize.height());
    auto *heading = new QLabel(title, card);
    heading->setProperty("kind", u"title"_s);
    QFont larger = heading->font();
    larger.setPixelSize(15);
    heading->setFont(larger);
    auto *words = new Paragraph(text, cardSize.width() - 2 * (cardMargin + connectcard::border), card);
    words->setProperty("kind", u"muted"_s);
    auto *press = new QPushButton(button, card);
    press->setObjectName(QLatin1String(name) + u"Button"_s);
    press->setAccessibleName(title);
    press->setAutoDefault(true);

    auto *inside = new QVBoxLayout(card);
    inside->setContentsMargins(cardMargin, 20, cardMargin, 20);
    inside->setSpacing(8);
    inside->addWidget(new Drawing(m_theme.icon(icon), 24, card));
    inside->addWidget(heading);
    inside->addWidget(words);
    inside->addStretch(1);
    inside->addWidget(press, 0, Qt::AlignLeft);
    m_cards->layout()->addWidget(card);
    return press;
}

void WelcomePage::showBusy(const QString &what)
{
    setBusy(true);
    showMessage(what, u"muted"_s);
}

void WelcomePage::showError(const QString &sentence)
{
    setBusy(false);
    showMessage(sentence, u"fault"_s);
}

void WelcomePage::finish()
{
    setBusy(false);
    m_message->clear();
}

void WelcomePage::setBusy(bool busy)
{
    m_practice->setEnabled(!busy);
    m_connect->setEnabled(!busy);
    m_session->setEnabled(!busy);
    m_cancel->setVisible(busy);
}

void WelcomePage::showMessage(const QString &text, const QString &kind)
{
    m_message->setText(text);
    m_message->setAccessibleName(text);
    m_message->setProperty("kind", kind);
    m_message->style()->unpolish(m_message);
    m_message->style()->polish(m_message);
    QAccessibleEvent alert(m_message, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

} // namespace signalbox
