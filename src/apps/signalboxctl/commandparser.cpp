// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalboxctl/commandparser.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("signalbox::CtlOptions", text);
}

} // namespace

CommandParser::CommandParser(const QString &description)
    : m_help({u"h"_s, u"help"_s}, tr("Show this help."))
    , m_json(u"json"_s, tr("One JSON object per line of output."))
{
    m_parser.setApplicationDescription(description);
    m_parser.addOptions({m_help, m_json});
}

void CommandParser::addArgument(const QString &name, const QString &description)
{
    m_parser.addPositionalArgument(name, description);
    ++m_arguments;
}

void CommandParser::addOptionalArgument(const QString &name, const QString &description)
{
    m_parser.addPositionalArgument(name, description, u"[%1]"_s.arg(name));
    ++m_optional;
}

tl::expected<void, OptionsExit> CommandParser::parse(const QStringList &arguments)
{
    if (!m_parser.parse(arguments))
        return wrongUsage(m_parser.errorText());
    if (m_parser.isSet(m_help))
        return tl::unexpected(OptionsExit{ExitCode::Done, m_parser.helpText()});
    const qsizetype given = m_parser.positionalArguments().size();
    if (given < m_arguments || given > m_arguments + m_optional) {
        return wrongUsage(
            tr("%1 arguments are needed here and %2 were given; see --help.").arg(m_arguments).arg(given));
    }
    return {};
}

tl::unexpected<OptionsExit> wrongUsage(const QString &text)
{
    return tl::unexpected(OptionsExit{ExitCode::WrongUsage, text});
}

tl::expected<QUrl, OptionsExit> serverUrl(const QString &text)
{
    if (text.isEmpty())
        return wrongUsage(tr("--url is needed: the server's address."));
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != u"http" && url.scheme() != u"https"))
        return wrongUsage(tr("%1 is not an http or https address.").arg(text));
    if (!url.userInfo().isEmpty())
        return wrongUsage(tr("A credential does not belong in an address; see --help."));
    return url;
}

tl::expected<std::optional<int>, OptionsExit> descriptor(const CommandParser &parser,
                                                         const QCommandLineOption &option)
{
    if (!parser.isSet(option))
        return std::nullopt;
    bool isNumber = false;
    const int number = parser.value(option).toInt(&isNumber);
    if (!isNumber || number < 0)
        return wrongUsage(
            tr("--%1 takes the number of an open file descriptor.").arg(option.names().constFirst()));
    return number;
}

} // namespace signalbox
