// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/devicecodebox.h"

#include "core/plaintext.h"
#include "theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int codePixels = 24;
constexpr int shownAddress = 200; ///< characters

QLabel *plainLabel(const char *name, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(QLatin1String(name));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

} // namespace

DeviceCodeBox::DeviceCodeBox(const Theme &theme, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_page(plainLabel("devicePage", this))
    , m_code(plainLabel("deviceCode", this))
    , m_open(new QPushButton(tr("&Open the page"), this))
{
    setObjectName(u"deviceCodeBox"_s);
    auto *what = new QLabel(tr("Sign in on this page and compare the code:"), this);
    what->setProperty("kind", u"muted"_s);
    m_open->setObjectName(u"deviceOpen"_s);
    m_open->setAutoDefault(false);
    auto *copy = new QPushButton(tr("&Copy the code"), this);
    copy->setObjectName(u"deviceCopy"_s);
    copy->setAutoDefault(false);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_open);
    buttons->addWidget(copy);
    buttons->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(what);
    layout->addWidget(m_page);
    layout->addWidget(m_code);
    layout->addLayout(buttons);
    connect(m_open, &QPushButton::clicked, this, [this] { emit openRequested(m_pageWithCode); });
    connect(copy, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_code->text()); });
    connect(&theme, &Theme::changed, this, &DeviceCodeBox::applyFont);
    applyFont();
    hide();
}

void DeviceCodeBox::applyFont()
{
    QFont font = m_theme.monospaceFont();
    font.setPixelSize(codePixels);
    font.setWeight(QFont::DemiBold);
    m_code->setFont(font);
}

void DeviceCodeBox::show(const QString &code, const QUrl &page, const QUrl &pageWithCode)
{
    m_pageWithCode = pageWithCode;
    m_page->setText(plainLine(page.toDisplayString(), shownAddress));
    m_code->setText(plainLine(code, 64));
    m_code->setAccessibleName(tr("Code %1").arg(m_code->text()));
    setVisible(true);
    m_open->setFocus();
}

} // namespace signalbox
