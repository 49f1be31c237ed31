// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apps/signalboxctl/options.h"

#include <QCommandLineParser>

namespace signalbox {

/// One sub-command's parser with what all of them share: --help, --json, the number of arguments.
class CommandParser final
{
public:
    explicit CommandParser(const QString &description);

    void add(const QCommandLineOption &option) { m_parser.addOption(option); }
    void addArgument(const QString &name, const QString &description);
    /// The last one, which may be left out.
    void addOptionalArgument(const QString &name, const QString &description);

    /// @p arguments without the sub-command's name.
    [[nodiscard]] tl::expected<void, OptionsExit> parse(const QStringList &arguments);

    [[nodiscard]] bool json() const { return m_parser.isSet(m_json); }
    /// Empty where it was left out.
    [[nodiscard]] QString argument(int index) const { return m_parser.positionalArguments().value(index); }
    [[nodiscard]] bool isSet(const QCommandLineOption &option) const { return m_parser.isSet(option); }
    [[nodiscard]] QString value(const QCommandLineOption &option) const { return m_parser.value(option); }
    /// The same; absent where it was not given.
    [[nodiscard]] std::optional<QString> given(const QCommandLineOption &option) const
    {
        return isSet(option) ? std::optional(value(option)) : std::nullopt;
    }
    [[nodiscard]] QStringList values(const QCommandLineOption &option) const
    {
        return m_parser.values(option);
    }

private:
    QCommandLineParser m_parser;
    QCommandLineOption m_help;
    QCommandLineOption m_json;
    qsizetype m_arguments = 0;
    qsizetype m_optional = 0;
};

[[nodiscard]] tl::unexpected<OptionsExit> wrongUsage(const QString &text);

/// The address of a server, of the option --url.
[[nodiscard]] tl::expected<QUrl, OptionsExit> serverUrl(const QString &text);

/// The number of an open file descriptor; absent when @p option is not set.
[[nodiscard]] tl::expected<std::optional<int>, OptionsExit> descriptor(const CommandParser &parser,
                                                                       const QCommandLineOption &option);

} // namespace signalbox
