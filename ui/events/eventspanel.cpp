// SPDX-License-Identifier: GPL-3.0-or-later
#include "events/eventspanel.h"

#include "core/clock.h"
#include "core/plaintext.h"
#include "events/activitystrip.h"
#include "events/eventfilterfield.h"
#include "events/eventfind.h"
#include "events/eventsemptystate.h"
#include "events/eventview.h"
#include "events/eventwords.h"
#include "events/followpill.h"
#include "events/rowtools.h"
#include "events/savedfilters.h"
#include "filters/filterwords.h"
#include "mainwindow/console.h"
#include "model/activity.h"
#include "model/burstmodel.h"
#include "model/facttext.h"
#include "model/flagtablemodel.h"
#include "session/feed.h"
#include "theme/elidedlabel.h"
#include "theme/theme.h"
#include "words/sentences.h"

#include <QDataStream>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

#include <array>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace signalbox {

namespace {

constexpr auto typingPause = 150ms;
constexpr auto digitsInterval = 1000ms;
/// From here on a view that lags is said to; below it the eye sees no difference.
constexpr auto behindSaid = 250ms;
constexpr auto rateSpan = std::chrono::seconds(300);
constexpr quint32 headerStateVersion = 1;

struct ChipWord
{
    EventFilterModel::Chip chip;
    const char *word;
    const char *toolTip;
};

constexpr std::array<ChipWord, 3> chipWords{{
    {EventFilterModel::Chip::Mine, QT_TRANSLATE_NOOP("EventsPanel", "Mine"),
     QT_TRANSLATE_NOOP("EventsPanel", "Only what you did")},
    {EventFilterModel::Chip::Commands, QT_TRANSLATE_NOOP("EventsPanel", "Commands"),
     QT_TRANSLATE_NOOP("EventsPanel", "Only commands given from this console")},
    {EventFilterModel::Chip::Gaps, QT_TRANSLATE_NOOP("EventsPanel", "Gaps"),
     QT_TRANSLATE_NOOP("EventsPanel", "Only losses of the stream and what differed afterwards")},
}};

void setKind(QWidget *widget, const QString &kind)
{
    if (widget->property("kind").toString() == kind)
        return;
    widget->setProperty("kind", kind);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

} // namespace

EventsPanel::EventsPanel(Console &console, const Theme &theme, const Settings &settings, QWidget *parent)
    : QWidget(parent)
    , m_console(console)
    , m_theme(theme)
    , m_settings(settings)
    , m_model(new EventLogModel(console.log, console.clock, this))
    , m_filter(new EventFilterModel(*m_model, console.clock, this))
    , m_rows(new BurstModel(*m_filter, console.clock, this))
    , m_strip(new ActivityStrip(console.activity, console.clock, theme, this))
    , m_dropped(new QLabel(this))
    , m_measure(new QLabel(this))
    , m_view(new EventView(*m_rows, console.clock, theme, settings, this))
    , m_find(new EventFind(*m_filter, console.log, console.clock, *m_view, *this))
    , m_tools(new RowTools(console, *m_model, *m_filter, *m_rows, *m_view, theme, settings, *this))
    , m_pill(new FollowPill(theme, m_view))
    , m_empty(new EventsEmptyState(m_view))
    , m_countsLater(console.clock.createTimer([this] { showCounts(); }))
    , m_filterLater(console.clock.createTimer([this] { applyFilter(); }))
{
    setObjectName(u"eventsPanel"_s);
    m_filter->setShownEnvironment(console.connection.environmentName);
    m_dropped->setObjectName(u"eventsDropped"_s);
    m_dropped->setProperty("kind", u"muted"_s);
    m_dropped->setTextFormat(Qt::PlainText);
    m_dropped->setContentsMargins(9, 3, 9, 3);
    m_dropped->setBackgroundRole(QPalette::Window);
    m_dropped->setText(tr("older rows have left the log (%1 kept)").arg(countText(console.log.capacity())));
    m_dropped->hide();
    m_measure->setObjectName(u"eventsMeasure"_s);
    m_measure->setTextFormat(Qt::PlainText);
    m_measure->setContentsMargins(9, 3, 9, 3);
    m_measure->hide();
    m_pill->hide();

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(createHeader());
    layout->addWidget(m_strip);
    layout->addWidget(m_dropped);
    layout->addWidget(m_measure);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_find->bar());
    connectParts();
    restoreHeader(settings.eventHeader);
    showCounts();
}

EventsPanel::~EventsPanel()
{
    // The models go with the other children, after this; their last words must not come back here.
    m_model->disconnect(this);
    m_filter->disconnect(this);
    m_rows->disconnect(this);
    m_view->disconnect(this);
}

QWidget *EventsPanel::createHeader()
{
    auto *bar = new QFrame(this);
    bar->setProperty("kind", u"bar"_s);
    auto *title = new QLabel(tr("Events"), bar);
    title->setProperty("kind", u"title"_s);
    m_field = new EventFilterField(m_theme, bar);
    m_field->setMinimumWidth(120);
    m_field->setMaximumWidth(330);
    title->setBuddy(m_field);
    m_saved = new SavedFilters(m_settings, m_theme, bar);
    m_counts = new ElidedLabel(bar);
    m_counts->setObjectName(u"eventCounts"_s);
    m_counts->setProperty("kind", u"muted"_s);
    m_counts->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_counts->setFont(m_theme.smallFont());

    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(9, 3, 9, 3);
    layout->setSpacing(7);
    layout->addWidget(title);
    layout->addWidget(m_field, 4);
    layout->addWidget(m_saved);
    for (const ChipWord &chip : chipWords) {
        auto *button = new QPushButton(tr(chip.word), bar);
        button->setProperty("kind", u"chip"_s);
        button->setToolTip(tr(chip.toolTip));
        button->setCheckable(true);
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, [this, chip](bool checked) {
            setChip(int(checked ? chip.chip : EventFilterModel::Chip::All));
        });
        m_chips.append(button);
        layout->addWidget(button);
    }
    layout->addWidget(m_counts, 3);
    setTabOrder(m_field, m_saved);
    QWidget *before = m_saved;
    for (QPushButton *chip : std::as_const(m_chips)) {
        setTabOrder(before, chip);
        before = chip;
    }
    setTabOrder(before, m_strip);
    setTabOrder(m_strip, m_view);
    setTabOrder(m_view, m_pill);
    return bar;
}

void EventsPanel::connectParts()
{
    connect(m_field, &QLineEdit::textEdited, this, [this] { m_filterLater->start(typingPause); });
    connect(m_field, &QLineEdit::textChanged, this, [this](const QString &text) {
        if (text.isEmpty())
            applyFilter(); // the field's own clear button does not count as editing
    });
    connect(m_field, &QLineEdit::returnPressed, this, &EventsPanel::applyFilter);

    connect(m_filter, &QAbstractItemModel::rowsInserted, this, &EventsPanel::rowsChanged);
    connect(m_filter, &QAbstractItemModel::rowsRemoved, this, &EventsPanel::rowsChanged);
    connect(m_filter, &QAbstractItemModel::modelReset, this, &EventsPanel::rowsChanged);
    connect(m_filter, &EventFilterModel::shownChanged, this, &EventsPanel::rowsChanged);
    connect(m_filter, &EventFilterModel::progressChanged, this, &EventsPanel::showCounts);
    connect(m_model, &EventLogModel::waitingCountChanged, this, &EventsPanel::rowsChanged);
    connect(&m_console.session, &Feed::linkChanged, this, &EventsPanel::showEmptyState);

    connect(m_strip, &ActivityStrip::momentChosen, m_view, &EventView::scrollToTime);
    connect(m_view, &EventView::followingChanged, this, &EventsPanel::followingChanged);
    connect(m_view, &EventView::unseenChanged, this, &EventsPanel::showUnseen);
    connect(m_view, &EventView::serialSelected, this, &EventsPanel::factSelected);
    connect(m_view, &EventView::serialActivated, this, &EventsPanel::factActivated);
    connect(m_view, &EventView::resized, this, &EventsPanel::placeFloating);
    connect(m_saved, &SavedFilters::filterChosen, this, &EventsPanel::setFilterText);
    connect(m_saved, &SavedFilters::settingsEdited, this, &EventsPanel::settingsEdited);
    connect(m_tools, &RowTools::measuringChanged, this, [this](const QString &from) {
        m_measure->setText(tr("Δ is the time since %1. Esc ends it.").arg(from));
        m_measure->setVisible(!from.isEmpty());
    });
    connect(m_tools, &RowTools::noticed, this, &EventsPanel::noticed);
    connect(m_tools, &RowTools::filterTermChosen, this, &EventsPanel::addFilterTerm);
    connect(m_tools, &RowTools::inspectRequested, this, &EventsPanel::factActivated);
    connect(m_tools, &RowTools::findRequested, this, &EventsPanel::openFind);
    connect(m_tools, &RowTools::settingsEdited, this, &EventsPanel::settingsEdited);
    connect(m_pill, &QAbstractButton::clicked, this, [this] {
        m_view->setFollowing(true);
        m_view->setFocus();
    });

    connect(m_empty, &EventsEmptyState::clearRequested, this, &EventsPanel::clearFilter);
}

void EventsPanel::focusFilter()
{
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

void EventsPanel::focusList()
{
    m_view->setFocus(Qt::ShortcutFocusReason);
}

bool EventsPanel::clearFilter()
{
    if (m_find->close())
        return true;
    if (m_tools->endMeasuring())
        return true;
    if (m_field->text().isEmpty() && m_filter->chip() == EventFilterModel::Chip::All)
        return false;
    m_field->clear();
    setChip(int(EventFilterModel::Chip::All));
    return true;
}

void EventsPanel::setFilterText(const QString &text)
{
    m_field->setText(text);
    applyFilter();
}

void EventsPanel::applyFilter()
{
    m_filterLater->stop();
    m_field->showError(m_filter->setFilterText(m_field->text()));
    m_saved->setPresent(m_field->text(), !m_field->error());
    showCounts();
}

void EventsPanel::setChip(int chip)
{
    m_filter->setChip(EventFilterModel::Chip(chip));
    for (int i = 0; i < m_chips.size(); ++i)
        m_chips.at(i)->setChecked(int(chipWords[std::size_t(i)].chip) == chip);
    showCounts();
}

void EventsPanel::addFilterTerm(const QString &term)
{
    const QString text = m_field->text().trimmed();
    setFilterText(text.isEmpty() ? term : text + u' ' + term);
}

void EventsPanel::setFollowing(bool following)
{
    m_view->setFollowing(following);
}

bool EventsPanel::isFollowing() const
{
    return m_view->isFollowing();
}

void EventsPanel::setPaused(bool paused)
{
    if (m_model->isPaused() == paused)
        return;
    m_model->setPaused(paused);
    showCounts();
    emit pausedChanged(paused);
}

bool EventsPanel::isPaused() const
{
    return m_model->isPaused();
}

void EventsPanel::openFind()
{
    m_find->open();
}

void EventsPanel::findNext(bool backwards)
{
    m_find->next(backwards);
}

void EventsPanel::copySelection()
{
    m_tools->copySelection();
}

RowTools &EventsPanel::tools()
{
    return *m_tools;
}

QByteArray EventsPanel::headerState() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    stream << headerStateVersion << m_view->horizontalHeader()->isVisibleTo(m_view)
           << m_view->horizontalHeader()->saveState();
    return state;
}

void EventsPanel::restoreHeader(const QByteArray &state)
{
    QDataStream stream(state);
    stream.setVersion(QDataStream::Qt_6_4);
    quint32 version = 0;
    bool visible = false;
    QByteArray sections;
    stream >> version >> visible >> sections;
    if (stream.status() != QDataStream::Ok || version != headerStateVersion)
        return;
    m_view->horizontalHeader()->setVisible(visible);
    m_view->horizontalHeader()->restoreState(sections);
}

void EventsPanel::tick()
{
    m_strip->tick();
    m_view->tick();
    showCounts();
}

void EventsPanel::rowsChanged()
{
    // A filter that changes may announce many thousand ranges: this has to be cheap.
    m_behind = std::max(m_behind, m_model->behind());
    if (m_empty->isHidden() == (m_filter->rowCount() == 0))
        showEmptyState();
    if (m_countsLater->isActive())
        return;
    const auto since = m_console.clock.now() - m_countedAt.value_or(MonotonicTime());
    if (since >= digitsInterval)
        showCounts();
    else
        m_countsLater->start(std::chrono::ceil<std::chrono::milliseconds>(digitsInterval - since));
}

void EventsPanel::showCounts()
{
    m_countsLater->stop();
    m_countedAt = m_console.clock.now();
    m_dropped->setVisible(m_model->droppedCount() > 0);
    const std::optional<FilterError> &error = m_field->error();
    setKind(m_counts, error ? u"fault"_s : u"muted"_s);
    if (error) {
        m_counts->setText(u"✖ "_s + filterErrorSentence(*error, EventMatcher::fields()));
    } else if (m_model->isPaused()) {
        m_counts->setText(tr("paused · %1 waiting").arg(countText(m_model->waitingCount())));
    } else if (const auto progress = m_filter->progress()) {
        m_counts->setText(
            tr("filtering… %1 % · %2 shown").arg(*progress).arg(countText(m_filter->rowCount())));
    } else {
        const QString rate = rateText(m_console.activity.ratePerMinute(m_console.clock.wallTime(), rateSpan));
        const int all = m_model->rowCount();
        const int hidden = m_filter->hiddenCount();
        const QString shown = hidden > 0 ? tr("%1 of %2 shown").arg(countText(all - hidden), countText(all))
                                         : tr("%1 shown").arg(countText(all));
        const auto behind = std::max(m_model->behind(), m_behind);
        if (behind > behindSaid)
            m_counts->setText(tr("view is %1 behind · %2").arg(durationText(behind), shown));
        else
            m_counts->setText(rate + u" · "_s + shown);
    }
    m_behind = {};
    showEmptyState();
}

QString EventsPanel::filterInWords() const
{
    QStringList parts;
    if (!m_filter->filterText().isEmpty())
        parts.append(plainLine(m_filter->filterText(), 80));
    for (const ChipWord &chip : chipWords) {
        if (chip.chip == m_filter->chip())
            parts.append(tr(chip.word));
    }
    return parts.join(u" · "_s);
}

void EventsPanel::showEmptyState()
{
    m_empty->showFor(*m_filter, m_console.session.link(), m_console.clock.now(), filterInWords());
}

void EventsPanel::showUnseen()
{
    m_pill->setVisible(!m_view->isFollowing() && m_filter->rowCount() > 0);
    m_pill->setCount(m_view->unseenCount());
    placeFloating();
}

void EventsPanel::placeFloating()
{
    const QRect area = m_view->viewport()->geometry();
    m_empty->setGeometry(area);
    m_pill->move(area.right() - m_pill->width() - 11, area.bottom() - m_pill->height() - 9);
    m_pill->raise();
}

} // namespace signalbox
