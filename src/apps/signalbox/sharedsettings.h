// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings.h"

#include <QObject>

namespace signalbox {

class SettingsStore;

/// What all windows of the program remember together. A window hands in what it was and what it is now; only
/// what differs is taken, so that no window undoes what another one changed meanwhile.
class SharedSettings final : public QObject
{
    Q_OBJECT

public:
    /// @p kept is what @p store holds, @p now what counts in this run. The store may be null: nothing is
    /// written then. It must outlive this.
    SharedSettings(const Settings &kept, const Settings &now, SettingsStore *store,
                   QObject *parent = nullptr);

    [[nodiscard]] const Settings &now() const { return m_now; }
    /// False when they could not be written; they count all the same, for as long as the program runs. @p
    /// before is a copy, because it may be what now() gave.
    bool change(Settings before, const Settings &after, const QObject *author);

signals:
    /// Also to @p author itself, which knows.
    void changed(const QObject *author);

private:
    Settings m_kept;
    Settings m_now;
    SettingsStore *m_store;
};

} // namespace signalbox
