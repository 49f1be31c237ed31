// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fact.h"
#include "model/stringtable.h"

#include <memory>
#include <optional>
#include <vector>

namespace signalbox {

namespace limits {
/// Values (of configs, AI configs, defaults) in all details of one log; beyond it the oldest are cut.
inline constexpr qsizetype logValueBytes = 64 << 20;
inline constexpr qsizetype cutValueLength = 200; ///< characters of a value that was cut
} // namespace limits

/// The details of the log's rows, named by 32 bits. What nearly every row says (on, off, read back, in
/// another environment; a plain text) is in those bits themselves; anything else is held once and counted.
/// Main thread only.
class FactDetails final
{
public:
    using Ref = quint32;
    static constexpr Ref none = 0;

    /// @p strings must outlive this.
    explicit FactDetails(StringTable &strings) : m_strings(strings) {}

    [[nodiscard]] Ref take(const std::shared_ptr<const FactDetail> &detail);
    /// For details that come by value: the same one many times in a row is held once.
    [[nodiscard]] Ref take(const FactDetail &detail);
    void release(Ref ref);
    /// Cuts the long values of this detail; all rows that share it lose the rest.
    void cutValues(Ref ref);
    /// What the values of all held details take, each counted for itself although equal ones are shared.
    [[nodiscard]] qsizetype valueBytes() const { return m_valueBytes; }

    /// Null for none.
    [[nodiscard]] std::shared_ptr<const FactDetail> at(Ref ref) const;
    /// The stage of a command's detail.
    [[nodiscard]] std::optional<CommandStage> stage(Ref ref) const;
    /// Name of another environment; empty for the one shown.
    [[nodiscard]] QString elsewhere(Ref ref) const;
    /// Changes when @p ref comes to mean something else.
    [[nodiscard]] quint32 generation(Ref ref) const;
    /// Details that are held outside of the bits.
    [[nodiscard]] std::size_t heldCount() const { return m_held.size() - m_free.size(); }

private:
    struct Held
    {
        std::shared_ptr<const FactDetail> detail;
        quint32 uses = 0;
        quint32 generation = 0;
    };

    [[nodiscard]] const FactDetail *held(Ref ref) const;
    [[nodiscard]] std::optional<Ref> inBits(const FactDetail &detail);
    [[nodiscard]] Ref hold(std::shared_ptr<const FactDetail> detail);
    [[nodiscard]] bool isLast(const FactDetail *detail) const;

    StringTable &m_strings;
    std::vector<Held> m_held; ///< by ref - 1
    std::vector<Ref> m_free;
    qsizetype m_valueBytes = 0;
    Ref m_last = none; ///< held last: what comes next is often the same
};

} // namespace signalbox
