// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDebug>
#include <QHashFunctions>
#include <QString>

#include <optional>
#include <utility>

namespace signalbox {

/// What a record is. A vendor may have a flag, a config and an AI config of one and the same name.
enum class FlagKind : quint8 {
    Flag,
    Config,   ///< a value without a switch or rules
    AiConfig, ///< a prompt file: its content is the value, its switch says whether it is served
};

/// Names a record within its environment: what code asks for ("new-checkout"), and of which kind it is. The
/// kind is part of the name, so whatever finds a record by its key tells a config from a flag.
class FlagKey final
{
public:
    FlagKey() = default;
    explicit FlagKey(QString text, FlagKind kind = FlagKind::Flag) : m_text(std::move(text)), m_kind(kind) {}

    [[nodiscard]] const QString &text() const { return m_text; }
    [[nodiscard]] FlagKind kind() const { return m_kind; }
    [[nodiscard]] bool isEmpty() const { return m_text.isEmpty(); }

    friend bool operator==(const FlagKey &a, const FlagKey &b)
    {
        return a.m_kind == b.m_kind && a.m_text == b.m_text;
    }
    friend bool operator!=(const FlagKey &a, const FlagKey &b) { return !(a == b); }
    /// By text; of the same text a flag comes first.
    friend bool operator<(const FlagKey &a, const FlagKey &b)
    {
        const int order = a.m_text.compare(b.m_text);
        return order != 0 ? order < 0 : a.m_kind < b.m_kind;
    }
    friend size_t qHash(const FlagKey &key, size_t seed = 0)
    {
        return ::qHash(key.m_text, seed ^ size_t(key.m_kind));
    }
    friend QDebug operator<<(QDebug debug, const FlagKey &key);

private:
    QString m_text;
    FlagKind m_kind = FlagKind::Flag;
};

/// flag, config, ai-config: the word in files, JSON lines and on command lines.
[[nodiscard]] QString word(FlagKind kind);
[[nodiscard]] std::optional<FlagKind> flagKindFromWord(const QString &text);

} // namespace signalbox
