// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"
#include "core/settings.h"
#include "core/time.h"

#include <QWidget>

#include <memory>
#include <optional>

class QLabel;
class QPushButton;

namespace signalbox {

class ActivityStrip;
class BurstModel;
struct Console;
class EventFilterField;
class EventFilterModel;
class EventFind;
class EventLogModel;
class EventsEmptyState;
class EventView;
class FollowPill;
class RowTools;
class SavedFilters;
class Theme;
class Timer;

/// The live event log: activity strip, filter line with chips, find bar, list, follow pill.
class EventsPanel final : public QWidget
{
    Q_OBJECT

public:
    /// References must outlive this.
    EventsPanel(Console &console, const Theme &theme, const Settings &settings, QWidget *parent = nullptr);
    ~EventsPanel() override;

    void focusFilter();
    void focusList();
    /// Esc: closes the find bar, else ends measuring, else clears filter and chip; false when there was
    /// nothing to clear.
    bool clearFilter();
    void setFilterText(const QString &text);
    void setFollowing(bool following);
    [[nodiscard]] bool isFollowing() const;
    void setPaused(bool paused);
    [[nodiscard]] bool isPaused() const;
    /// Opens the find field; findNext() uses what was typed there.
    void openFind();
    void findNext(bool backwards);
    /// The selected rows as tab separated text.
    void copySelection();
    /// Notes, bookmarks, export: what is done with rows.
    [[nodiscard]] RowTools &tools();
    [[nodiscard]] QByteArray headerState() const;
    /// Once a second: digits and the strip's right edge.
    void tick();

signals:
    void followingChanged(bool following);
    void pausedChanged(bool paused);
    /// A row was made current by a person.
    void factSelected(quint64 serial);
    void factActivated(quint64 serial);
    /// A person changed what is remembered; all of it, as it is now.
    void settingsEdited(const signalbox::Settings &settings);
    /// Something to be said for a few seconds.
    void noticed(const QString &sentence);

private:
    [[nodiscard]] QWidget *createHeader();
    void connectParts();
    void restoreHeader(const QByteArray &state);
    void applyFilter();
    void setChip(int chip);
    void rowsChanged();
    void showCounts();
    void showEmptyState();
    void placeFloating();
    void showUnseen();
    void addFilterTerm(const QString &term);
    [[nodiscard]] QString filterInWords() const;

    Console &m_console;
    const Theme &m_theme;
    const Settings &m_settings;
    EventLogModel *m_model;
    EventFilterModel *m_filter;
    BurstModel *m_rows;
    EventFilterField *m_field;
    SavedFilters *m_saved = nullptr;
    QVector<QPushButton *> m_chips;
    QLabel *m_counts;
    ActivityStrip *m_strip;
    QLabel *m_dropped;
    QLabel *m_measure;
    EventView *m_view;
    EventFind *m_find;
    RowTools *m_tools;
    FollowPill *m_pill;
    EventsEmptyState *m_empty;
    std::unique_ptr<Timer> m_countsLater; ///< digits move at most once a second, unless a person acts
    std::optional<MonotonicTime> m_countedAt;
    std::chrono::milliseconds m_behind{0}; ///< the worst since the digits moved
    std::unique_ptr<Timer> m_filterLater;  ///< armed by typing, so that a long log is not filtered per letter
};

} // namespace signalbox
