// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/fact.h"
#include "core/link.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QVector>

#include <optional>

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
};

/// What was *reported* for every flag, with its age and how it is known. Never holds a wish (the lamp is a
/// mark beside the value). Rows keep their index until the next reset or removal. Main thread only.
class FlagStore final : public QObject
{
    Q_OBJECT

public:
    explicit FlagStore(const Clock &clock, QObject *parent = nullptr);

    /// Replaces the set. Rows that stay keep marks, lamp and origin; a value that differs gets a change mark.
    void applySnapshot(const QVector<Flag> &flags);
    /// A newer value. Creates the row when there is none. @p origin says who caused a difference.
    void applyFlag(const Flag &flag, ChangeOrigin origin);
    void invalidate(const FlagKey &key);
    void setReadError(const FlagKey &key, const Error &error);
    /// The row stays, struck out, until the next snapshot.
    void markGone(const FlagKey &key);
    /// Spreads the link's state over the knowledge of every row (Fresh <-> Aged).
    void setLink(const LinkStatus &status);
    void setLamp(const FlagKey &key, std::optional<CommandLamp> lamp);
    void setMarks(const FlagKey &key, const FlagMarks &marks);
    /// Marks for flags that may not have been read yet.
    void setAllMarks(const QHash<FlagKey, FlagMarks> &marks);
    [[nodiscard]] QHash<FlagKey, FlagMarks> allMarks() const;

    [[nodiscard]] int count() const;
    [[nodiscard]] const FlagRow &at(int row) const;
    /// -1 when there is none.
    [[nodiscard]] int rowOf(const FlagKey &key) const;
    [[nodiscard]] int unverifiedCount() const;
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
    void countsChanged();
};

} // namespace signalbox
