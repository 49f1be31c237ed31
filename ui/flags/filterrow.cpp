// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/filterrow.h"

#include "filters/filterwords.h"
#include "flags/flowlayout.h"
#include "theme/theme.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace signalbox {

namespace {

constexpr auto typingPause = 120ms;
constexpr auto countProperty = "count";
constexpr int sideMargin = 10;
constexpr int chipGap = 7;
constexpr int chipDrop = 2; ///< half of what the field is higher than a chip
constexpr int textGap = 8;
constexpr int leastText = 130;
constexpr int mostText = 250;

} // namespace

FilterEdit::FilterEdit(const Theme &theme, QWidget *parent) : QLineEdit(parent), m_theme(theme) {}

void FilterEdit::setWrong(std::optional<FilterError> error)
{
    m_error = std::move(error);
    update();
}

void FilterEdit::paintEvent(QPaintEvent *event)
{
    QLineEdit::paintEvent(event);
    QPainter painter(this);
    const QFontMetrics metrics = fontMetrics();
    if (text().isEmpty() && !hasFocus()) {
        painter.setPen(m_theme.colors().mutedText);
        painter.drawText(rect().adjusted(0, 0, -10, 0), Qt::AlignRight | Qt::AlignVCenter, u"/"_s);
    }
    if (!m_error)
        return;
    // The box may have scrolled sideways: the cursor says where a character is.
    const int cursorX = cursorRect().center().x() - metrics.horizontalAdvance(text().left(cursorPosition()));
    const int from = cursorX + metrics.horizontalAdvance(text().left(m_error->position));
    const int length = std::max(1, m_error->length);
    const int to = cursorX
                   + std::max(metrics.horizontalAdvance(text().left(m_error->position + length)),
                              metrics.horizontalAdvance(text().left(m_error->position)) + 6);
    painter.setClipRect(rect().adjusted(6, 0, -6, 0));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme.colors().fault, 1.3));
    const double y = (height() + metrics.height()) / 2.0 + 0.5;
    QPolygonF wave;
    bool up = false;
    for (int x = from; x <= to; x += 2, up = !up)
        wave << QPointF(x, y + (up ? -1.2 : 1.2));
    painter.drawPolyline(wave);
}

FilterRow::FilterRow(const Theme &theme, const Clock &clock, QWidget *parent)
    : QFrame(parent)
    , m_edit(new FilterEdit(theme, this))
    , m_flow(new FlowLayout(chipGap))
    , m_chips(new QButtonGroup(this))
    , m_message(new QLabel(this))
    , m_pause(clock.createTimer([this] { applyText(); }))
{
    setProperty("kind", u"bar"_s);
    m_edit->setObjectName(u"flagFilter"_s);
    m_edit->setAccessibleName(tr("Filter flags"));
    m_edit->setPlaceholderText(tr("Filter flags"));
    m_edit->setToolTip(
        filterHelp(FlagFilterModel::fields(), tr("Example: key:checkout* state:on kind:config (/)")));
    m_edit->installEventFilter(this);

    using Chip = FlagFilterModel::Chip;
    for (const Chip chip : {Chip::All, Chip::Pinned, Chip::On, Chip::Off, Chip::OffNormal,
                            Chip::ChangedRecently, Chip::Unverified, Chip::KillSwitches, Chip::Configs}) {
        auto *made = new QPushButton(chipName(chip), this);
        made->setProperty("kind", u"chip"_s);
        made->setCheckable(true);
        made->setAutoDefault(false);
        made->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
        m_chips->addButton(made, int(chip));
        m_flow->addWidget(made);
    }
    m_chips->setExclusive(true);
    button(Chip::All)->setChecked(true);
    button(Chip::Configs)->hide();

    m_message->setObjectName(u"filterMessage"_s);
    m_message->setProperty("kind", u"fault"_s);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    m_message->setFont(theme.smallFont());
    m_message->hide();

    auto *line = new QHBoxLayout;
    line->setSpacing(textGap);
    line->addWidget(m_edit, 0, Qt::AlignTop);
    auto *chips = new QVBoxLayout; // which are lower than the field: their first line is in line with it
    chips->setSpacing(0);
    chips->addSpacing(chipDrop);
    chips->addLayout(m_flow, 1);
    line->addLayout(chips, 1);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(sideMargin, 6, sideMargin, 6);
    all->setSpacing(4);
    all->addLayout(line);
    all->addWidget(m_message);

    connect(m_edit, &QLineEdit::textChanged, this, [this] { m_pause->start(typingPause); });
    connect(m_edit, &QLineEdit::cursorPositionChanged, m_edit, qOverload<>(&QWidget::update));
    connect(m_chips, &QButtonGroup::idToggled, this, [this](int id, bool checked) {
        if (checked)
            emit chipChosen(Chip(id));
    });
}

QString FilterRow::chipName(FlagFilterModel::Chip chip) const
{
    using Chip = FlagFilterModel::Chip;
    switch (chip) {
    case Chip::All: return tr("All");
    case Chip::Pinned: return tr("Pinned");
    case Chip::On: return tr("On");
    case Chip::Off: return tr("Off");
    case Chip::OffNormal: return tr("Off-normal");
    case Chip::ChangedRecently: return tr("Changed < 10 min");
    case Chip::Unverified: return tr("Unverified");
    case Chip::KillSwitches: return tr("Kill switches");
    case Chip::Configs: return tr("Configs");
    }
    return {};
}

QAbstractButton *FilterRow::button(FlagFilterModel::Chip chip) const
{
    return m_chips->button(int(chip));
}

void FilterRow::focusText()
{
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

QString FilterRow::text() const
{
    return m_edit->text();
}

FlagFilterModel::Chip FilterRow::chip() const
{
    return FlagFilterModel::Chip(m_chips->checkedId());
}

bool FilterRow::isEmpty() const
{
    return m_edit->text().isEmpty() && chip() == FlagFilterModel::Chip::All;
}

void FilterRow::clear()
{
    m_edit->clear();
    applyText();
    button(FlagFilterModel::Chip::All)->setChecked(true);
}

void FilterRow::applyText()
{
    m_pause->stop();
    if (m_applied == m_edit->text())
        return;
    m_applied = m_edit->text();
    emit textChosen(m_applied);
}

void FilterRow::setError(const std::optional<FilterError> &error)
{
    m_edit->setWrong(error);
    m_edit->setProperty("wrong", error.has_value());
    m_edit->style()->unpolish(m_edit);
    m_edit->style()->polish(m_edit);
    m_message->setText(error ? tr("%1 The last good filter still holds.")
                                   .arg(filterErrorSentence(*error, FlagFilterModel::fields()))
                             : QString());
    m_message->setVisible(error.has_value());
}

void FilterRow::setCount(FlagFilterModel::Chip chip, int count)
{
    QAbstractButton *shown = button(chip);
    if (shown->property(countProperty).toInt() == count)
        return;
    shown->setProperty(countProperty, count);
    shown->setText(count > 0 ? tr("%1 %2").arg(chipName(chip)).arg(count) : chipName(chip));
    fitText();
}

void FilterRow::showConfigs(bool shown)
{
    button(FlagFilterModel::Chip::Configs)->setVisible(shown);
    fitText();
}

void FilterRow::fitText()
{
    const int free = width() - 2 * sideMargin - textGap - m_flow->sizeHint().width();
    m_edit->setFixedWidth(std::clamp(free, leastText, mostText));
}

void FilterRow::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    fitText();
}

bool FilterRow::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<const QKeyEvent *>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (enter || key->key() == Qt::Key_Down) {
            applyText();
            emit leaveRequested();
            return true;
        }
        if (key->key() == Qt::Key_Escape) {
            if (isEmpty())
                emit leaveRequested();
            else
                clear();
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace signalbox
