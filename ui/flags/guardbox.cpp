// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/guardbox.h"

#include "core/plaintext.h"
#include "theme/theme.h"

#include <QBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace signalbox {

namespace {

constexpr auto coverTime = 10s;
constexpr auto movingStep = 50ms;
constexpr auto stillStep = 1000ms;

} // namespace

CountdownBar::CountdownBar(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void CountdownBar::setShare(double share)
{
    m_share = std::clamp(share, 0.0, 1.0);
    update();
}

QSize CountdownBar::sizeHint() const
{
    return {80, 3};
}

void CountdownBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colors().border);
    painter.fillRect(QRectF(0, 0, width() * m_share, height()), m_theme.colors().pending);
}

GuardBox::GuardBox(const Theme &theme, const Clock &clock, QWidget *parent)
    : QFrame(parent)
    , m_clock(clock)
    , m_text(new QLabel(this))
    , m_typed(new QLineEdit(this))
    , m_lift(new QPushButton(tr("Lift guard"), this))
    , m_bar(new CountdownBar(theme, this))
    , m_step(clock.createTimer([this] { showCountdown(); }))
{
    setObjectName(u"guardBox"_s);
    m_text->setObjectName(u"guardText"_s);
    m_text->setWordWrap(true);
    m_typed->setObjectName(u"typedName"_s);
    m_typed->setMaxLength(500);
    m_lift->setObjectName(u"liftGuard"_s);
    m_lift->setAutoDefault(false);
    m_lift->setMinimumHeight(44); // a switch

    auto *cover = new QHBoxLayout;
    cover->addWidget(m_lift, 1);
    cover->addStretch(1); // the throw button is on the right, below
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(5);
    all->addWidget(m_text);
    all->addWidget(m_typed);
    all->addLayout(cover);
    all->addWidget(m_bar);

    const auto restyle = [this, &theme] {
        const ThemeColors &colors = theme.colors();
        m_lift->setStyleSheet(
            u"QPushButton { border: 1px dashed %1; font-weight: 600; min-height: 34px; }"
            "QPushButton[open=\"true\"], QPushButton[open=\"true\"]:hover { color: %1; background: %3; }"
            "QPushButton:focus { border: 2px solid %2; }"_s.arg(colors.pending.name(), colors.on.name(),
                                                                colors.base.name()));
    };
    restyle();
    connect(&theme, &Theme::changed, this, restyle);
    connect(m_lift, &QPushButton::clicked, this, &GuardBox::lift);
    connect(m_typed, &QLineEdit::textChanged, this, &GuardBox::openChanged);
    setGuard(Guard::Press, {}, {});
}

void GuardBox::setReducedMotion(bool reduced)
{
    m_reducedMotion = reduced;
}

void GuardBox::setGuard(Guard guard, const QString &name, const QString &blockedText)
{
    if (m_guard == guard && m_name == name && m_blockedText == blockedText && !m_fresh)
        return;
    m_fresh = false;
    m_guard = guard;
    m_name = name;
    m_blockedText = blockedText;
    close();
    const bool cover = guard == Guard::Cover || guard == Guard::CoverAndReason;
    m_typed->setVisible(guard == Guard::TypeName);
    m_lift->setVisible(cover);
    m_bar->setVisible(cover);
    m_bar->setShare(0);
    m_text->setProperty("kind", guard == Guard::Blocked ? u"fault"_s : u"muted"_s);
    m_text->style()->unpolish(m_text);
    m_text->style()->polish(m_text);
    m_text->setTextFormat(Qt::PlainText);
    switch (guard) {
    case Guard::Press:
    case Guard::SecondPress: m_text->setText(u""_s); break;
    case Guard::TypeName:
        m_text->setTextFormat(Qt::RichText);
        m_text->setText(tr("Type <b>%1</b> to allow this (worse than it looks)")
                            .arg(plainLine(name, 80).toHtmlEscaped()));
        m_typed->setPlaceholderText(plainLine(name, 80));
        m_typed->setAccessibleName(tr("Type %1 to allow this").arg(plainLine(name, 80)));
        break;
    case Guard::Cover:
    case Guard::CoverAndReason:
        m_text->setText(tr("Guard: lift it, then throw the switch within 10 s"));
        m_lift->setText(tr("Lift guard"));
        break;
    case Guard::Blocked: m_text->setText(blockedText); break;
    }
    setVisible(!m_text->text().isEmpty());
}

bool GuardBox::isOpen() const
{
    switch (m_guard) {
    case Guard::Press:
    case Guard::SecondPress: return true;
    case Guard::Cover:
    case Guard::CoverAndReason: return m_lifted;
    case Guard::TypeName: {
        // A name with characters that cannot be typed is accepted as it is shown.
        const QString typed = m_typed->text().trimmed();
        return !typed.isEmpty() && (typed == m_name.trimmed() || typed == plainLine(m_name, 80).trimmed());
    }
    case Guard::Blocked: break;
    }
    return false;
}

bool GuardBox::close()
{
    m_step->stop();
    const bool wasOpen = m_lifted || !m_typed->text().isEmpty();
    m_lifted = false;
    m_typed->clear();
    showCover();
    m_lift->setText(tr("Lift guard"));
    m_bar->setShare(0);
    if (wasOpen)
        emit openChanged();
    return wasOpen;
}

/// The cover stays a button while it is open, only one that does nothing: a disabled one would give the focus
/// away, and a second press of a double click must not close it again.
void GuardBox::lift()
{
    if (m_lifted)
        return;
    m_lifted = true;
    m_liftedAt = m_clock.now();
    showCover();
    showCountdown();
    emit openChanged();
}

void GuardBox::showCover()
{
    m_lift->setAccessibleName(m_lifted ? tr("Guard is open") : tr("Lift guard"));
    m_lift->setProperty("open", m_lifted);
    m_lift->style()->unpolish(m_lift);
    m_lift->style()->polish(m_lift);
}

bool GuardBox::focusCover()
{
    if (!m_lift->isVisible())
        return false;
    m_lift->setFocus(Qt::OtherFocusReason);
    return true;
}

std::chrono::milliseconds GuardBox::left() const
{
    return std::chrono::ceil<std::chrono::milliseconds>(m_liftedAt + coverTime - m_clock.now());
}

void GuardBox::showCountdown()
{
    const auto remaining = left();
    if (remaining <= 0ms) {
        close();
        return;
    }
    m_lift->setText(tr("cover open · %1 s").arg(std::chrono::ceil<std::chrono::seconds>(remaining).count()));
    // Without motion the bar stands still; the digits count all the same.
    m_bar->setShare(m_reducedMotion ? 1.0 : std::chrono::duration<double>(remaining) / coverTime);
    m_step->start(std::min(remaining, std::chrono::milliseconds(m_reducedMotion ? stillStep : movingStep)));
}

} // namespace signalbox
