// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/fact.h"
#include "core/link.h"
#include "model/linktrust.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QVector>

#include <optional>
#include <vector>

namespace signalbox {

/// How a value on screen is known; see ux.md section 1.
enum class Knowledge { Fresh, Aged, Unverified, Unknown, Gone };

/// Who caused the last change of a row, as far as anybody said.
enum class ChangeOrigin { NotSeen, You, Elsewhere };

/// What a person noted about a flag; kept with the profile, never sent anywhere.
struct FlagMarks
{
    bool pinned = false;
    std::optional<bool> safeState; ///< set for a kill switch: the position of the switch that is safe

    bool operator==(const FlagMarks &) const = default;
};

/// The commanded lamp: what was ordered, shown beside what is reported while the two may differ.
struct CommandLamp
{
    CommandStage stage = CommandStage::Sent;
    FlagPatch wanted;
    bool operator==(const CommandLamp &) const = default;
};

struct FlagRow
{
    Flag flag;
    Knowledge knowledge = Knowledge::Unknown;
    bool invalidated = false; ///< an event said "changed" and no newer value was read
    MonotonicTime readAt;     ///< of the last reading
    WallTime readWall;
    std::optional<WallTime> changedAt;     ///< last change: seen by us, else the server's updated_at
    std::optional<MonotonicTime> markedAt; ///< start of the change mark's 60 s decay
    ChangeOrigin origin = ChangeOrigin::NotSeen;
    std::optional<Error> readError;
    std::optional<CommandLamp> lamp;
    FlagMarks marks;
    bool gone = false;   ///< deleted, as far as we were told
    bool proven = false; ///< read since the link was last lost; Fresh while the link is current
};

/// True for a row that wants attention: a command that is open or disagrees, a kill switch in its safe
/// position, a value that could not be read, a deleted flag. Aged is not: it befalls all rows at once and
/// would only stir their order.
[[nodiscard]] bool isOffNormal(const FlagRow &row);

/// What was *reported* for every flag, with its age and how it is known. Never holds a wish (the lamp is a
/// mark beside the value). Rows keep their index until the next reset or removal. Main thread only.
class FlagStore final : public QObject
{
    Q_OBJECT

public:
    explicit FlagStore(const Clock &clock, QObject *parent = nullptr);

    /// Replaces the set. Rows that stay keep marks, lamp and origin; a value that differs gets a change mark
    /// and the origin Elsewhere, unless it is what the row's lamp wanted. What the list does not say about a
    /// flag that stays (its rules) is the caller's to fill in. A key that occurs twice counts once.
    void applySnapshot(const QVector<Flag> &flags);
    /// A newer value. Creates the row when there is none. @p origin says who caused a difference; where
    /// nothing differs, mark and origin stay.
    void applyFlag(const Flag &flag, ChangeOrigin origin);
    void invalidate(const FlagKey &key);
    /// Creates an Unknown row when there is none: somebody said that the flag exists.
    void setReadError(const FlagKey &key, const Error &error);
    /// The row stays, struck out, until the next snapshot.
    void markGone(const FlagKey &key);
    /// Spreads the link's state over the knowledge of every row. A link that is not current ages what is
    /// Fresh. When it is current again only rows that were read meanwhile are Fresh; after Late alone all
    /// are, since the stream was never cut and whatever was sent before the late byte has arrived. Before the
    /// first call what is read counts as Fresh.
    void setLink(const LinkStatus &status);
    /// Forgets everything, as if nothing had ever been said.
    void clear();
    void setLamp(const FlagKey &key, std::optional<CommandLamp> lamp);
    void setMarks(const FlagKey &key, const FlagMarks &marks);
    /// Marks for flags that may not have been read yet.
    void setAllMarks(const QHash<FlagKey, FlagMarks> &marks);
    [[nodiscard]] QHash<FlagKey, FlagMarks> allMarks() const;

    [[nodiscard]] int count() const;
    /// Of one kind; looks at every row.
    [[nodiscard]] int countOf(FlagKind kind) const;
    [[nodiscard]] const FlagRow &at(int row) const;
    /// -1 when there is none.
    [[nodiscard]] int rowOf(const FlagKey &key) const;
    /// Rows whose value is not known for certain although the link may be well: Unverified and Unknown.
    [[nodiscard]] int unverifiedCount() const;
    /// Until when the value of @p row is known to have been so: its reading, or for an aged row the last byte
    /// of the stream that vouched for it, if that was later. Absent when never read.
    [[nodiscard]] std::optional<MonotonicTime> knownUntil(const FlagRow &row) const;
    [[nodiscard]] std::optional<WallTime> lastSnapshot() const;
    [[nodiscard]] const Clock &clock() const;

signals:
    void aboutToReset();
    void reset();
    void aboutToInsert(int first, int last);
    void inserted();
    void aboutToRemove(int first, int last);
    void removed();
    void changed(int row);
    /// All rows changed in the same way (ages, link).
    void allChanged();
    /// count(), unverifiedCount() or lastSnapshot() changed.
    void countsChanged();

private:
    struct Times
    {
        MonotonicTime now;
        WallTime wall;
    };

    [[nodiscard]] Times times() const;
    [[nodiscard]] Knowledge knowledgeOf(const FlagRow &row) const;
    [[nodiscard]] FlagRow newRow(const Flag &flag, const Times &times, ChangeOrigin origin) const;
    /// Takes a reading into a row; true when the flag is not as it was. What follows for its knowledge is
    /// settle()'s.
    static bool takeReading(FlagRow &row, const Flag &flag, const Times &times, ChangeOrigin origin);
    /// Works out anew how a row of the store is known; true when that changed.
    bool settle(FlagRow &row);
    [[nodiscard]] bool isInOrder(const QVector<Flag> &flags) const;
    void announceTouched(const std::vector<int> &rows);
    void resetTo(const QVector<Flag> &flags, const Times &times);
    void removeMissing(const std::vector<std::pair<int, int>> &ranges);
    void append(std::vector<FlagRow> rows);
    void reindex(int from);
    /// Changes a row by @p change, settles it and says so.
    template <typename Change>
    void changeRow(int row, const Change &change);

    const Clock &m_clock;
    std::vector<FlagRow> m_rows;
    QHash<FlagKey, int> m_index;
    QHash<FlagKey, FlagMarks> m_marks; ///< also of flags that have no row
    LinkTrust m_link;
    std::optional<WallTime> m_lastSnapshot;
    int m_unverified = 0;
};

} // namespace signalbox
