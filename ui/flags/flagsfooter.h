// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider.h"
#include "core/time.h"

#include <QFrame>

#include <optional>

class QLabel;
class QPushButton;

namespace signalbox {

class Theme;

/// How many records of each kind there are.
struct KindCounts
{
    int flags = 0;
    int configs = 0;
    int aiConfigs = 0;

    [[nodiscard]] int all() const { return flags + configs + aiConfigs; }
};

/// What could not be listed, why, and what to do about it; empty where all could. Plain text.
[[nodiscard]] QString unreadSentence(const QVector<UnreadKind> &unread);

/// The line below the table: how many flags there are, and whether the order is held.
class FlagsFooter final : public QFrame
{
    Q_OBJECT

public:
    struct Counts
    {
        KindCounts total;
        int shown = 0;
        int unverified = 0;
        std::optional<WallTime> readAt;
        std::optional<std::chrono::milliseconds> heardAgo; ///< set while the values are not current
        bool late = false;               ///< one heartbeat is missed and no more; only with heardAgo
        QVector<UnreadKind> unread = {}; ///< what the credential may not list
    };

    explicit FlagsFooter(const Theme &theme, QWidget *parent = nullptr);

    void showCounts(const Counts &counts, bool utc);
    /// Says so only when rows wait: a hint that is always there is no hint.
    void showHold(bool held, int waitingMoves);

signals:
    void resortRequested();

private:
    QLabel *m_counts;
    QLabel *m_hold;
    QPushButton *m_resort;
};

} // namespace signalbox
