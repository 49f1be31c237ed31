// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalboxctl/options.h"

#include "apps/signalboxctl/faultsoptions.h"
#include "apps/signalboxctl/networkparser.h"
#include "apps/signalboxctl/serveroptions.h"
#include "core/limits.h"
#include "core/loopback.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QStringDecoder>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("signalbox::CtlOptions", text);
}

QString overview()
{
    return tr("Usage: signalboxctl COMMAND [options]\n"
              "\n"
              "Commands:\n"
              "  list    show flags, configs and AI configs\n"
              "  watch   follow changes as they happen\n"
              "  set     change a flag or a config, and prove that it arrived\n"
              "  stream  follow any event stream\n"
              "  doctor  check the way to a server step by step\n"
              "  demo    run a practice server and watch changes reach several clients\n"
              "  faults  make a practice server behave badly, and well again\n"
              "  server  ask a signalboxd how it is doing\n"
              "\n"
              "signalboxctl COMMAND --help tells more. With --json every line of output is one JSON object.\n"
              "Credentials come from the environment: SIGNALBOX_EMAIL and SIGNALBOX_PASSWORD, or "
              "SIGNALBOX_TOKEN.\n"
              "With flagdash, --browser signs in through a browser instead.\n"
              "SIGNALBOX_STREAM_KEY is for a stream that wants a key of its own (flagdash).");
}

/// The options of every sub-command that talks to a flag server.
class ConnectionParser
{
public:
    /// @p signsIn: the command begins by signing in, which may happen in a browser.
    explicit ConnectionParser(CommandParser &parser, bool signsIn = true)
        : m_parser(parser), m_network(parser), m_signsIn(signsIn)
    {
        if (signsIn)
            parser.add(m_browser);
        for (const QCommandLineOption &option : {m_provider, m_url, m_project, m_environment, m_tokenFd})
            parser.add(option);
    }

    [[nodiscard]] tl::expected<NetworkOptions, OptionsExit> network() const { return m_network.options(); }
    [[nodiscard]] tl::expected<ConnectionOptions, OptionsExit> options() const
    {
        ConnectionOptions options;
        const auto network = m_network.options();
        if (!network)
            return tl::unexpected(network.error());
        const auto vendor = vendorFromWord(m_parser.value(m_provider));
        if (!vendor) {
            return wrongUsage(tr("This version connects to togul and flagdash, not to %1.")
                                  .arg(m_parser.value(m_provider)));
        }
        options.vendor = *vendor;
        const auto url = serverUrl(m_parser.value(m_url));
        if (!url)
            return tl::unexpected(url.error());
        if (url->scheme() == u"http" && !isLoopbackHost(url->host()) && !network->settings.allowPlainHttp) {
            return wrongUsage(tr("Plain http lets anybody on the way read the credentials. Use https, or add "
                                 "--allow-plain-http where the way is safe."));
        }
        options.url = *url;
        options.project = m_parser.value(m_project);
        options.environment = m_parser.value(m_environment);
        const auto tokenFd = descriptor(m_parser, m_tokenFd);
        if (!tokenFd)
            return tl::unexpected(tokenFd.error());
        options.tokenFd = *tokenFd;
        options.browser = m_signsIn && m_parser.isSet(m_browser);
        if (options.browser && options.vendor != Vendor::FlagDash)
            return wrongUsage(
                tr("Only flagdash has a sign-in through the browser: add --provider flagdash."));
        if (options.browser && options.tokenFd)
            return wrongUsage(tr("--browser and --token-fd are two ways to sign in; give one."));
        return options;
    }

private:
    CommandParser &m_parser;
    NetworkParser m_network;
    const bool m_signsIn;
    QCommandLineOption m_provider{u"provider"_s, tr("What the server speaks: togul or flagdash."), u"name"_s,
                                  u"togul"_s};
    QCommandLineOption m_url{u"url"_s, tr("The server's address."), u"url"_s};
    QCommandLineOption m_project{u"project"_s, tr("Name or id; needed where there are several."),
                                 u"project"_s};
    QCommandLineOption m_environment{u"environment"_s, tr("Key of the environment."), u"env"_s};
    QCommandLineOption m_tokenFd{u"token-fd"_s, tr("Read the access token from this file descriptor."),
                                 u"number"_s};
    QCommandLineOption m_browser{u"browser"_s,
                                 tr("Sign in through a browser, on this machine or another (flagdash).")};
};

std::optional<std::pair<QByteArray, QByteArray>> parseHeader(const QString &text)
{
    // RFC 9110: a token, a colon, and a value without line breaks.
    static const QRegularExpression form(u"^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*([^\\r\\n\\x00]*)$"_s);
    const auto match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    return std::pair(match.captured(1).toLatin1(), match.captured(2).trimmed().toUtf8());
}

tl::expected<CtlOptions, OptionsExit> parseStream(const QStringList &arguments)
{
    CommandParser parser(tr("Follows an event stream of any server until it is interrupted."));
    const QCommandLineOption header(u"header"_s, tr("A request header; may be repeated."), u"Name: value"_s);
    const QCommandLineOption idle(u"idle-timeout"_s, tr("Reconnect after this silence; default never."),
                                  u"seconds"_s);
    const QCommandLineOption lastId(u"last-event-id"_s, tr("Ask for what came after this event."), u"id"_s);
    const QCommandLineOption retry(u"max-retry-wait"_s, tr("Never wait longer to reconnect."), u"seconds"_s);
    const QCommandLineOption comments(u"comments"_s, tr("Show comments (heartbeats) too."));
    for (const QCommandLineOption &option : {header, idle, lastId, retry, comments})
        parser.add(option);
    const NetworkParser network(parser);
    parser.addArgument(u"url"_s, tr("The stream's address."));
    if (const auto parsed = parser.parse(arguments); !parsed)
        return tl::unexpected(parsed.error());

    StreamOptions options;
    const auto url = serverUrl(parser.argument(0));
    if (!url)
        return tl::unexpected(url.error());
    options.url = *url;
    for (const QString &text : parser.values(header)) {
        const auto parsed = parseHeader(text);
        if (!parsed)
            return wrongUsage(tr("--header takes \"Name: value\", not \"%1\".").arg(text));
        options.headers.append(*parsed);
    }
    for (const auto &[option, target] :
         {std::pair(&idle, &options.idleTimeout), std::pair(&retry, &options.maximumRetryWait)}) {
        if (!parser.isSet(*option))
            continue;
        *target = parseDuration(parser.value(*option));
        if (!*target || **target == std::chrono::milliseconds(0))
            return wrongUsage(tr("--%1 takes a number of seconds.").arg(option->names().constFirst()));
    }
    options.lastEventId = parser.value(lastId).toUtf8();
    options.comments = parser.isSet(comments);
    const auto reach = network.options();
    if (!reach)
        return tl::unexpected(reach.error());
    return CtlOptions{parser.json(), options, *reach};
}

tl::expected<CtlOptions, OptionsExit> parseWatch(const QStringList &arguments)
{
    CommandParser parser(tr("Follows the changes of one environment until it is interrupted."));
    const ConnectionParser connection(parser);
    const QCommandLineOption silence(u"silence"_s,
                                     tr("How much silence of the stream is normal: after it the link is "
                                        "late, after twice that stale. 5s to "
                                        "60m; default: learned from the server's heartbeat."),
                                     u"45s"_s);
    parser.add(silence);
    if (const auto parsed = parser.parse(arguments); !parsed)
        return tl::unexpected(parsed.error());
    const auto connected = connection.options();
    if (!connected)
        return tl::unexpected(connected.error());
    WatchOptions options{*connected};
    if (const auto given = parser.given(silence)) {
        options.window = parseDuration(*given);
        if (!options.window || *options.window < limits::windowFixedLeast
            || *options.window > limits::windowFixedMost)
            return wrongUsage(tr("--silence takes a time from 5s to 60m, not %1.").arg(*given));
    }
    return CtlOptions{parser.json(), options, *connection.network()};
}

tl::expected<CtlOptions, OptionsExit> parseList(const QStringList &arguments)
{
    CommandParser parser(tr("Shows the flags of a project, in one environment or in all."));
    const ConnectionParser connection(parser);
    if (const auto parsed = parser.parse(arguments); !parsed)
        return tl::unexpected(parsed.error());
    const auto options = connection.options();
    if (!options)
        return tl::unexpected(options.error());
    return CtlOptions{parser.json(), ListOptions{*options}, *connection.network()};
}

/// A scalar, as JSON spells it: objects and lists come back from a server in a spelling of its own.
std::optional<FlagValue> scalarFromJson(const QString &text)
{
    const QJsonArray wrapped = QJsonDocument::fromJson('[' + text.toUtf8() + ']').array();
    if (wrapped.size() != 1)
        return std::nullopt;
    const QJsonValue value = wrapped.first();
    if (value.isBool())
        return value.toBool();
    if (value.isDouble())
        return value.toDouble();
    return value.isString() ? std::optional<FlagValue>(value.toString()) : std::nullopt;
}

/// What `set` is told to make of the flag. @p position empty, the others absent: not said.
tl::expected<FlagPatch, OptionsExit> wantedPatch(const QString &position,
                                                 const std::optional<QString> &rollout,
                                                 const std::optional<QString> &fallback)
{
    FlagPatch patch;
    if (position.isEmpty() && !rollout && !fallback)
        return wrongUsage(tr("What shall it be: on, off, --rollout 0-100, --default VALUE or, of a config, "
                             "--value VALUE?"));
    // Two requests, of which the first alone could be what remains.
    if (rollout && (!position.isEmpty() || fallback))
        return wrongUsage(tr("--rollout stands alone: one change at a time."));
    if (rollout) {
        static const QRegularExpression form(u"^\\d{1,3}$"_s);
        if (!form.match(*rollout).hasMatch() || rollout->toInt() > 100)
            return wrongUsage(tr("--rollout takes a whole number from 0 to 100, not %1.").arg(*rollout));
        patch.rollout = rollout->toInt();
    }
    if (fallback) {
        patch.defaultValue = scalarFromJson(*fallback);
        if (!patch.defaultValue) {
            return wrongUsage(tr("--default takes true, false, a number or a text in double quotes, not %1.")
                                  .arg(*fallback));
        }
    }
    if (!position.isEmpty()) {
        if (position != u"on" && position != u"off")
            return wrongUsage(tr("A flag is set to on or off, not to %1.").arg(position));
        patch.enabled = position == u"on";
    }
    return patch;
}

/// What --value names: a text, @ and a file, or - for standard input. Read whole, as far as a value may go.
tl::expected<QString, OptionsExit> readValue(const QString &given)
{
    const bool isInput = given == u"-";
    if (!isInput && !given.startsWith(u'@'))
        return given;
    QFile file;
    const QString name = isInput ? tr("standard input") : given.mid(1);
    bool isOpen = false;
    if (isInput) {
        isOpen = file.open(stdin, QIODevice::ReadOnly);
    } else {
        file.setFileName(name);
        isOpen = file.open(QIODevice::ReadOnly);
    }
    if (!isOpen)
        return wrongUsage(tr("%1 cannot be read: %2. Nothing was sent.").arg(name, file.errorString()));
    constexpr qsizetype mostBytes = limits::configValueLength * 4; // of UTF-8
    const QByteArray bytes = file.read(mostBytes + 1);
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder(bytes);
    if (bytes.size() > mostBytes || text.size() > limits::configValueLength) {
        return wrongUsage(tr("%1 is too long: a value has at most %2 characters. Nothing was sent.")
                              .arg(name)
                              .arg(limits::configValueLength));
    }
    if (decoder.hasError())
        return wrongUsage(tr("%1 is not UTF-8 text. Nothing was sent.").arg(name));
    return text;
}

tl::expected<CtlOptions, OptionsExit> parseSet(const QStringList &arguments)
{
    CommandParser parser(tr("Turns a flag on or off, sets how many users it reaches or what it serves "
                            "otherwise, or sets the value of a config or the content of an AI config, and "
                            "waits for the proof.\n"
                            "Ends with 0 verified, 3 refused and nothing changed, 4 sent but not verified in "
                            "time, 5 accepted but the server reports something else."));
    const ConnectionParser connection(parser);
    const QCommandLineOption reason(u"reason"_s, tr("Why; production needs one."), u"text"_s);
    const QCommandLineOption confirm(
        u"confirm"_s, tr("The environment's key once more, where the change is guarded."), u"env"_s);
    const QCommandLineOption timeout(u"timeout"_s, tr("How long to wait for the proof."), u"15s"_s, u"15s"_s);
    const QCommandLineOption rollout(
        u"rollout"_s,
        tr("Instead of on or off: the percentage of users it reaches while it is on (flagdash)."),
        u"0-100"_s);
    const QCommandLineOption fallback(
        u"default"_s,
        tr("The default value, as JSON: true, 12.5, '\"text\"'; alone or with on or off (togul)."),
        u"value"_s);
    const QCommandLineOption config(u"config"_s, tr("The key names a config (flagdash)."));
    const QCommandLineOption aiConfig(u"ai-config"_s, tr("The key names an AI config's file (flagdash)."));
    const QCommandLineOption value(
        u"value"_s,
        tr("Of a config: the value, as its type wants it: text as it is, else JSON. Of an AI config: the "
           "content. @FILE takes it from a file, - from standard input."),
        u"value"_s);
    for (const QCommandLineOption &option :
         {reason, confirm, timeout, rollout, fallback, config, aiConfig, value})
        parser.add(option);
    parser.addArgument(u"flag"_s, tr("The key of the flag or config."));
    parser.addOptionalArgument(u"on|off"_s, tr("What it shall be."));
    if (const auto parsed = parser.parse(arguments); !parsed)
        return tl::unexpected(parsed.error());

    SetOptions options;
    const auto connected = connection.options();
    if (!connected)
        return tl::unexpected(connected.error());
    options.connection = *connected;
    if (options.connection.environment.isEmpty())
        return wrongUsage(tr("--environment is needed: which one to change."));
    if (parser.isSet(config) && parser.isSet(aiConfig))
        return wrongUsage(tr("--config and --ai-config name two different things; give one."));
    const FlagKind kind = parser.isSet(config)     ? FlagKind::Config
                          : parser.isSet(aiConfig) ? FlagKind::AiConfig
                                                   : FlagKind::Flag;
    options.flag = FlagKey(parser.argument(0), kind);
    if (options.flag.isEmpty())
        return wrongUsage(tr("The key is empty."));
    const auto text = parser.given(value);
    if (kind == FlagKind::Flag && text)
        return wrongUsage(
            tr("--value is for configs: say --config or --ai-config, or for a flag --default."));
    if (kind != FlagKind::Flag && (parser.given(rollout) || parser.given(fallback)))
        return wrongUsage(tr("--rollout and --default are for flags; a config has --value."));
    if (text) {
        const auto read = readValue(*text);
        if (!read)
            return tl::unexpected(read.error());
        options.valueText = *read;
    }
    const bool onlyValue = options.valueText && parser.argument(1).isEmpty();
    const tl::expected<FlagPatch, OptionsExit> wanted =
        onlyValue ? FlagPatch()
                  : wantedPatch(parser.argument(1), parser.given(rollout), parser.given(fallback));
    if (!wanted)
        return tl::unexpected(wanted.error());
    options.wanted = *wanted;
    options.reason = parser.value(reason).trimmed();
    options.confirm = parser.value(confirm);
    const auto wait = parseDuration(parser.value(timeout));
    if (!wait || *wait == std::chrono::milliseconds(0))
        return wrongUsage(tr("--timeout takes a time like 15s."));
    options.timeout = *wait;
    return CtlOptions{parser.json(), options, *connection.network()};
}

tl::expected<CtlOptions, OptionsExit> parseDoctor(const QStringList &arguments)
{
    CommandParser parser(tr("Looks at the way to a server step by step, from its name to the permission to "
                            "change a flag, and says "
                            "where it ends, why, and what to do. Changes nothing.\n"
                            "Ends with 0 when no step failed, else with 1."));
    const ConnectionParser connection(parser, false);
    const QCommandLineOption skipHeartbeat(u"skip-heartbeat"_s,
                                           tr("Do not wait for the stream's heartbeat."));
    parser.add(skipHeartbeat);
    if (const auto parsed = parser.parse(arguments); !parsed)
        return tl::unexpected(parsed.error());
    const auto options = connection.options();
    if (!options)
        return tl::unexpected(options.error());
    return CtlOptions{parser.json(), DoctorOptions{*options, parser.isSet(skipHeartbeat)},
                      *connection.network()};
}

tl::expected<CtlOptions, OptionsExit> parseDemo(const QStringList &arguments)
{
    CommandParser parser(
        tr("Starts a practice server, opens several event streams, changes a flag again and again, and shows "
           "when each client saw it."));
    const QCommandLineOption changes(u"changes"_s, tr("How many changes, 1 to 1000."), u"count"_s, u"10"_s);
    const QCommandLineOption clients(u"clients"_s, tr("How many clients, 1 to 50."), u"count"_s, u"5"_s);
    const QCommandLineOption flag(u"flag"_s, tr("Which flag to change."), u"key"_s);
    for (const QCommandLineOption &option : {changes, clients, flag})
        parser.add(option);
    if (const auto parsed = parser.parse(arguments); !parsed)
        return tl::unexpected(parsed.error());
    DemoOptions options;
    options.changes = parser.value(changes).toInt();
    options.clients = parser.value(clients).toInt();
    options.flag = FlagKey(parser.value(flag));
    if (options.changes < 1 || options.changes > 1000)
        return wrongUsage(tr("--changes takes a number from 1 to 1000."));
    if (options.clients < 1 || options.clients > 50)
        return wrongUsage(tr("--clients takes a number from 1 to 50."));
    return CtlOptions{parser.json(), options, NetworkOptions::direct()};
}

} // namespace

NetworkOptions NetworkOptions::direct()
{
    NetworkOptions options;
    options.settings.proxy = ProxyMode::None;
    return options;
}

std::optional<std::chrono::milliseconds> parseDuration(const QString &text)
{
    static const QRegularExpression form(u"^(\\d{1,7}(?:\\.\\d{1,3})?)(ms|s|m|)$"_s);
    const auto match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const double number = match.captured(1).toDouble();
    const QString unit = match.captured(2);
    const double milliseconds = unit == u"ms" ? number : unit == u"m" ? number * 60'000 : number * 1'000;
    return std::chrono::milliseconds(qint64(milliseconds));
}

tl::expected<CtlOptions, OptionsExit> parseOptions(const QStringList &arguments)
{
    // --json may stand anywhere; what comes first besides it names the sub-command.
    QStringList rest = arguments;
    const qsizetype json = rest.indexOf(u"--json"_s);
    if (json == 1)
        rest.move(1, rest.size() - 1);
    const QString command = rest.value(1);
    if (command.isEmpty() || command == u"--json")
        return wrongUsage(overview());
    if (command == u"--help" || command == u"-h" || command == u"help")
        return tl::unexpected(OptionsExit{ExitCode::Done, overview()});
    if (command == u"--version" || command == u"-v")
        return tl::unexpected(OptionsExit{ExitCode::Done, u"signalboxctl " SIGNALBOX_VERSION ""_s});
    rest.removeAt(1);
    if (command == u"stream")
        return parseStream(rest);
    if (command == u"watch")
        return parseWatch(rest);
    if (command == u"list")
        return parseList(rest);
    if (command == u"set")
        return parseSet(rest);
    if (command == u"doctor")
        return parseDoctor(rest);
    if (command == u"demo")
        return parseDemo(rest);
    if (command == u"faults")
        return parseFaults(rest);
    if (command == u"server")
        return parseServer(rest);
    return wrongUsage(tr("There is no command %1; see signalboxctl --help.").arg(command));
}

} // namespace signalbox
