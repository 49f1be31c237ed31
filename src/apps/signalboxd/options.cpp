// SPDX-License-Identifier: GPL-3.0-or-later
#include "options.h"

#include "core/loopback.h"
#include "server/life/colleagues.h"
#include "server/storage/postgresbackend.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr double shortestHeartbeat = 0.05;
constexpr double longestHeartbeat = 3'600;

QString tr(const char *text)
{
    return QCoreApplication::translate("signalboxd", text);
}

struct Words
{
    QCommandLineOption listen{u"listen"_s, tr("Address and port to listen on; port 0 takes a free one."),
                              tr("ADDRESS:PORT"), u"127.0.0.1:0"_s};
    QCommandLineOption database{
        u"database"_s,
        tr("SQLite file, :memory: for one that is gone at the end, or a PostgreSQL "
           "database that several servers share: "
           "postgresql://USER@HOST:PORT/DATABASE. Its password comes from PGPASSWORD or "
           "~/.pgpass."),
        tr("FILE|ADDRESS"), u":memory:"_s};
    QCommandLineOption seed{
        u"seed"_s,
        tr("What a new database begins with: demo (a practice shop) or empty (one account). "
           "A database in memory begins with demo."),
        u"demo|empty"_s};
    QCommandLineOption demoPassword{
        u"demo-password"_s, tr("Password of the seeded sign-ins; a random one without it."), tr("TEXT")};
    QCommandLineOption heartbeat{u"heartbeat"_s, tr("Seconds between heartbeats on streams."), tr("SECONDS"),
                                 u"30"_s};
    QCommandLineOption life{
        u"life"_s,
        tr("Let simulated colleagues change something every few seconds, or that many times "
           "a second. Needs --seed demo."),
        tr("CHANGES_PER_SECOND")};
    QCommandLineOption faults{
        u"faults"_s, tr("Faults on purpose from the start: a JSON file, see docs/faults.md."), tr("FILE")};
    QCommandLineOption region{
        u"region"_s, tr("Name of this server's region: letters, digits, dots and dashes."), tr("NAME")};
    QCommandLineOption primary{
        u"primary"_s,
        tr("Follow the signalboxd at this address as a region: serve from a copy of its data, and hand "
           "changes "
           "to it. Needs --region, and the primary's SIGNALBOX_REPLICATION_KEY in the environment."),
        tr("URL")};
    QCommandLineOption caFile{u"ca-file"_s, tr("Trust the certificates in this PEM file too, for --primary."),
                              tr("FILE")};
    QCommandLineOption tlsCertificate{u"tls-cert"_s,
                                      tr("Encrypt with this certificate (PEM, with those between it and its "
                                         "authority)."),
                                      tr("FILE")};
    QCommandLineOption tlsKey{u"tls-key"_s, tr("Its private key (PEM, without a passphrase)."), tr("FILE")};
    QCommandLineOption plainHttp{
        u"allow-plain-http"_s, tr("Listen to other machines, or follow one, unencrypted; anybody on the way "
                                  "can read the keys and the data.")};
};

bool readListen(const QString &text, ServerOptions &options)
{
    const qsizetype colon = text.lastIndexOf(u':');
    bool good = false;
    const uint port = text.mid(colon + 1).toUInt(&good);
    QString host = text.left(std::max<qsizetype>(colon, 0));
    if (host.startsWith(u'[') && host.endsWith(u']')) // an IPv6 address
        host = host.sliced(1, host.size() - 2);
    if (host == u"localhost")
        host = u"127.0.0.1"_s;
    if (colon < 0 || !good || port > 65'535 || !options.address.setAddress(host))
        return false;
    options.port = quint16(port);
    return true;
}

std::optional<double> readNumber(const QString &text, double least, double most)
{
    bool good = false;
    const double number = text.toDouble(&good);
    return good && number >= least && number <= most ? std::optional(number) : std::nullopt;
}

QString readSeed(const QCommandLineParser &parser, const Words &words, ServerOptions &options)
{
    const bool inMemory = options.database == u":memory:";
    const QString seed = parser.value(words.seed);
    if (seed == u"demo" || (!parser.isSet(words.seed) && inMemory))
        options.seed = Seed::Demo;
    else if (seed == u"empty")
        options.seed = Seed::Empty;
    else if (parser.isSet(words.seed))
        return tr("--seed takes demo or empty, not \"%1\".").arg(seed);
    if (options.seed == Seed::None && parser.isSet(words.demoPassword))
        return tr("--demo-password needs --seed.");
    if (options.seed != Seed::Demo && parser.isSet(words.life))
        return tr("--life needs --seed demo: it changes the practice shop's flags.");
    if (parser.isSet(words.demoPassword) && parser.value(words.demoPassword).isEmpty())
        return tr("--demo-password must not be empty.");
    options.demoPassword = parser.value(words.demoPassword);
    return {};
}

bool isRegionName(const QString &name)
{
    static const QRegularExpression form(u"\\A[A-Za-z0-9][A-Za-z0-9.-]{0,39}\\z"_s);
    return form.match(name).hasMatch();
}

QString readRegion(const QCommandLineParser &parser, const Words &words, ServerOptions &options)
{
    options.region = parser.value(words.region);
    if (parser.isSet(words.region) && !isRegionName(options.region))
        return tr("--region takes a name of up to 40 letters, digits, dots and dashes, such as us-1.");
    if (!parser.isSet(words.primary))
        return parser.isSet(words.caFile) ? tr("--ca-file is for --primary.") : QString();
    QUrl url(parser.value(words.primary), QUrl::StrictMode);
    const bool isWeb = url.scheme() == u"http" || url.scheme() == u"https";
    if (!url.isValid() || !isWeb || url.host().isEmpty() || url.hasQuery() || url.hasFragment()
        || !url.userInfo().isEmpty())
        return tr("--primary takes the address of a signalboxd, such as https://flags.example.com, not "
                  "\"%1\".")
            .arg(parser.value(words.primary));
    if (url.scheme() == u"http" && !isLoopbackHost(url.host()) && !parser.isSet(words.plainHttp))
        return tr("Plain http lets anybody on the way read the replication key. Use https, or add "
                  "--allow-plain-http where the way is safe.");
    if (options.region.isEmpty())
        return tr("--primary needs --region: the name under which the primary lists this server.");
    if (options.database.startsWith(u"postgresql:"))
        return tr("A region keeps its copy in a file of its own: --database takes a file or :memory: here.");
    if (parser.isSet(words.seed) || parser.isSet(words.life) || parser.isSet(words.demoPassword))
        return tr(
            "A region begins with its primary's data: --seed, --demo-password and --life belong there.");
    while (url.path().endsWith(u'/'))
        url.setPath(url.path().chopped(1));
    options.primary = url;
    options.primaryCaFile = parser.value(words.caFile);
    options.seed = Seed::None;
    return {};
}

QString readTls(const QCommandLineParser &parser, const Words &words, ServerOptions &options)
{
    options.tlsCertificateFile = parser.value(words.tlsCertificate);
    options.tlsKeyFile = parser.value(words.tlsKey);
    if (options.tlsCertificateFile.isEmpty() != options.tlsKeyFile.isEmpty())
        return tr("--tls-cert and --tls-key belong together.");
    if (options.address.isLoopback() || !options.tlsKeyFile.isEmpty() || parser.isSet(words.plainHttp))
        return {};
    return tr("Other machines would send passwords and keys to %1 unencrypted. Add --tls-cert and --tls-key, "
              "or "
              "listen on 127.0.0.1 behind a proxy that encrypts, or add --allow-plain-http where the way is "
              "safe.")
        .arg(options.address.toString());
}

QString readAll(const QCommandLineParser &parser, const Words &words, ServerOptions &options)
{
    if (!parser.positionalArguments().isEmpty())
        return tr("\"%1\" is not understood; there are only options.")
            .arg(parser.positionalArguments().first());
    if (!readListen(parser.value(words.listen), options))
        return tr("--listen takes an address and a port, for example 127.0.0.1:8080, not \"%1\".")
            .arg(parser.value(words.listen));
    options.database = parser.value(words.database);
    if (options.database.isEmpty())
        return tr("--database takes a file, :memory: or postgresql://USER@HOST:PORT/DATABASE.");
    if (options.database.startsWith(u"postgresql:")) {
        if (const QString mistake = PostgresBackend::complaint(options.database); !mistake.isEmpty())
            return mistake;
    }
    if (const QString mistake = readSeed(parser, words, options); !mistake.isEmpty())
        return mistake;
    const auto heartbeat = readNumber(parser.value(words.heartbeat), shortestHeartbeat, longestHeartbeat);
    if (!heartbeat)
        return tr("--heartbeat takes seconds from %1 to %2.").arg(shortestHeartbeat).arg(longestHeartbeat);
    options.heartbeat = std::chrono::milliseconds(qint64(*heartbeat * 1000));
    if (parser.isSet(words.life)) {
        options.lifeChangesPerSecond =
            readNumber(parser.value(words.life), 0.001, Colleagues::mostChangesPerSecond);
        if (!options.lifeChangesPerSecond)
            return tr("--life takes changes a second, from 0.001 to %1.")
                .arg(Colleagues::mostChangesPerSecond);
    }
    if (const QString mistake = readTls(parser, words, options); !mistake.isEmpty())
        return mistake;
    if (const QString mistake = readRegion(parser, words, options); !mistake.isEmpty())
        return mistake;
    if (parser.isSet(words.faults) && parser.value(words.faults).isEmpty())
        return tr("--faults takes a file.");
    return {};
}

} // namespace

ParsedOptions parseOptions(QStringList arguments)
{
    // --life stands alone or has a number after an equals sign; the parser knows only one of the two.
    for (QString &argument : arguments) {
        if (argument == u"--life")
            argument = u"--life=%1"_s.arg(Colleagues::usualChangesPerSecond);
    }
    const Words words;
    QCommandLineParser parser;
    parser.setApplicationDescription(
        tr("Flag server with the interfaces of Togul and FlagDash, live event streams and a practice shop."));
    const QCommandLineOption help = parser.addHelpOption();
    const QCommandLineOption version = parser.addVersionOption();
    parser.addOptions({words.listen, words.database, words.seed, words.demoPassword, words.heartbeat,
                       words.life, words.faults, words.region, words.primary, words.caFile,
                       words.tlsCertificate, words.tlsKey, words.plainHttp});
    if (!parser.parse(arguments))
        return OptionsMistake{parser.errorText()};
    if (parser.isSet(help))
        return OptionsText{parser.helpText()};
    if (parser.isSet(version))
        return OptionsText{u"signalboxd "_s + QCoreApplication::applicationVersion() + u'\n'};
    ServerOptions options;
    if (const QString mistake = readAll(parser, words, options); !mistake.isEmpty())
        return OptionsMistake{mistake};
    return OptionsGood{options, parser.value(words.faults)};
}

} // namespace signalbox
