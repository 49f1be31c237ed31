// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/flag.h"

#include <QSet>
#include <QVector>

#include <functional>
#include <optional>

namespace signalbox {

/// Flags that a server refused to show alone although their rules are still wanted. What refused them may
/// pass (a proxy, a permission on its way), so one of them is asked for again after limits::refusedReadPause;
/// the pause doubles up to limits::refusedReadPauseCap, so that a server that means it is not asked for each
/// of them again and again. When that one is answered the others are asked for too. Main thread only.
class RefusedReads final
{
public:
    /// Asks for the flag once more; false when nobody wants it any longer.
    using Ask = std::function<bool(const FlagKey &)>;

    /// @p clock must outlive this.
    RefusedReads(const Clock &clock, Ask ask);

    void add(const FlagKey &key);
    /// The flag could be read.
    void noteAnswered(const FlagKey &key);
    void clear();
    [[nodiscard]] int count() const { return int(m_keys.size()); }

private:
    void askOne();
    void arm();

    Ask m_ask;
    std::unique_ptr<Timer> m_timer;
    std::chrono::milliseconds m_pause;
    QVector<FlagKey> m_keys; ///< each once, the one that waited longest first
    QSet<FlagKey> m_known;
    std::optional<FlagKey> m_asked; ///< stands for all
};

} // namespace signalbox
