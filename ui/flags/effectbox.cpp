// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/effectbox.h"

#include "core/effect.h"
#include "flags/tickbox.h"
#include "theme/theme.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QSignalBlocker>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int barWidth = 4;

} // namespace

EffectBox::EffectBox(const Theme &theme, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_text(new QLabel(this))
    , m_warning(new QLabel(this))
    , m_setDefault(new TickBox(theme, tr("Set the default value to false in the same command"), this))
{
    setObjectName(u"effectBox"_s);
    m_text->setObjectName(u"effectLine"_s);
    m_text->setTextFormat(Qt::RichText); // our own words; values are escaped in effectWords()
    m_text->setWordWrap(true);
    m_setDefault->setObjectName(u"setDefaultToFalse"_s);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(15, 9, 12, 9);
    all->setSpacing(7);
    m_warning->setObjectName(u"effectWarning"_s);
    m_warning->setTextFormat(Qt::PlainText);
    m_warning->setWordWrap(true);
    all->addWidget(m_text);
    all->addWidget(m_warning);
    all->addWidget(m_setDefault);
    connect(m_setDefault, &TickBox::toggled, this, &EffectBox::ticked);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    m_setDefault->hide();
    m_warning->hide();
    update();
}

void EffectBox::paintEvent(QPaintEvent *)
{
    const ThemeColors &colors = m_theme.colors();
    QPainter painter(this);
    painter.fillRect(rect(), colors.panel);
    painter.fillRect(QRect(0, 0, barWidth, height()), m_trap ? colors.fault : colors.border);
}

void EffectBox::showChange(const Flag &now, const FlagPatch &patch, bool canSetDefault,
                           const QString &warning)
{
    m_warning->setText(warning);
    m_warning->setVisible(!warning.isEmpty());
    const EffectWords words = effectWords(now, patch);
    const bool offersDefault = canSetDefault && patch.enabled && !*patch.enabled && offServesTrue(now);
    m_setDefault->setVisible(offersDefault);
    if (!offersDefault)
        untick();
    m_trap = words.trap;
    QString html = words.html;
    if (words.trap)
        html.replace(u"<b>"_s, u"<b style='color:%1'>"_s.arg(m_theme.colors().fault.name()));
    m_text->setText(html);
    update();
}

void EffectBox::showNothing(const QString &text)
{
    m_trap = false;
    m_setDefault->hide();
    m_warning->hide();
    untick();
    m_text->setText(text.toHtmlEscaped());
    update();
}

bool EffectBox::setsDefaultToFalse() const
{
    return m_setDefault->isChecked();
}

void EffectBox::untick()
{
    const QSignalBlocker blocker(m_setDefault);
    m_setDefault->setChecked(false);
}

} // namespace signalbox
