// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/flagkey.h"

#include <QDebug>
#include <QHashFunctions>
#include <QString>

#include <utility>

namespace signalbox {

/// A vendor's identifier as opaque text. Different kinds of ids are different types, so that a flag's key can
/// never be passed where its uuid is meant. Holds no validation: what a peer sent is what is kept.
template <typename Tag>
class Id final
{
public:
    Id() = default;
    explicit Id(QString text) : m_text(std::move(text)) {}

    [[nodiscard]] const QString &text() const { return m_text; }
    [[nodiscard]] bool isEmpty() const { return m_text.isEmpty(); }

    friend bool operator==(const Id &a, const Id &b) { return a.m_text == b.m_text; }
    friend bool operator!=(const Id &a, const Id &b) { return a.m_text != b.m_text; }
    friend bool operator<(const Id &a, const Id &b) { return a.m_text < b.m_text; }
    friend size_t qHash(const Id &id, size_t seed = 0) { return ::qHash(id.m_text, seed); }
    friend QDebug operator<<(QDebug debug, const Id &id) { return debug << id.m_text; }

private:
    QString m_text;
};

using FlagId = Id<struct FlagIdTag>; ///< the vendor's record id, used in paths
using RuleId = Id<struct RuleIdTag>;
using EnvironmentId = Id<struct EnvironmentIdTag>; ///< the vendor's record id
using EnvironmentKey = Id<struct EnvironmentKeyTag>;
using ProjectId = Id<struct ProjectIdTag>;
using CommandId = Id<struct CommandIdTag>; ///< ours, a uuid, also the journal's key

} // namespace signalbox
