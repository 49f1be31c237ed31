// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalboxctl/faultsoptions.h"

#include "apps/common/faultclient.h"
#include "faults/faultjson.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using Exit = tl::unexpected<OptionsExit>;

QString tr(const char *text)
{
    return QCoreApplication::translate("signalbox::CtlOptions", text);
}

Exit wrongUsage(const QString &text)
{
    return Exit(OptionsExit{ExitCode::WrongUsage, text});
}

QString description()
{
    return tr(
        "Makes a practice server behave badly, and well again. docs/faults.md tells what there is.\n"
        "\n"
        "  show          what it does at present\n"
        "  set FILE      replace all faults by the plan in a file; - reads standard input\n"
        "  clear         no faults any more\n"
        "  KIND [NAME=VALUE]...  add one, for example: latency on=reads delayMs=200 for=60\n"
        "\n"
        "The server's control token (\"control\" in its ready line) comes from SIGNALBOX_CONTROL_TOKEN or "
        "--token-fd.");
}

/// What was not understood, or nothing.
QString readAction(const QStringList &words, FaultsOptions &options)
{
    using Action = FaultsOptions::Action;
    const QString first = words.value(0);
    const qsizetype wanted = first == u"set" ? 2 : 1;
    if (first == u"show" || first == u"clear" || first == u"set") {
        options.action = first == u"show" ? Action::Show : first == u"set" ? Action::Set : Action::Clear;
        options.file = words.value(1);
        if (words.size() != wanted || (wanted == 2 && options.file.isEmpty()))
            return first == u"set" ? tr("faults set takes one file.")
                                   : tr("faults %1 takes nothing more.").arg(first);
        return {};
    }
    if (first.isEmpty())
        return tr("faults takes show, set, clear or the kind of a fault; see --help.");
    options.action = Action::Add;
    const auto fault = faultFromWords(first, words.mid(1));
    if (!fault)
        return fault.error().detail;
    options.fault = *fault;
    return {};
}

} // namespace

Result<Fault> faultFromWords(const QString &kind, const QStringList &settings)
{
    const auto wrong = [](const QString &detail) {
        return tl::unexpected(Error{ErrorKind::Rejected, detail, {}, {}});
    };
    if (!faultKindFromWord(kind)) {
        QStringList kinds;
        for (int number = 0; number < faultKindCount; ++number)
            kinds.append(word(FaultKind(number)));
        return wrong(tr("There is no fault %1. There is: %2").arg(kind, kinds.join(u", "_s)));
    }
    QJsonObject object{{u"kind"_s, kind}};
    for (const QString &setting : settings) {
        const qsizetype cut = setting.indexOf(u'=');
        if (cut < 1)
            return wrong(tr("\"%1\" is not NAME=VALUE.").arg(setting));
        const QString value = setting.mid(cut + 1);
        bool isNumber = false;
        const double number = value.toDouble(&isNumber);
        object.insert(setting.left(cut), isNumber ? QJsonValue(number) : QJsonValue(value));
    }
    const QJsonObject plan{{u"faults"_s, QJsonArray{object}}};
    const auto read = readFaultPlan(QJsonDocument(plan).toJson(QJsonDocument::Compact));
    if (!read)
        return wrong(QString(read.error().detail).remove(u"faults[0]."_s));
    return read->faults.constFirst();
}

tl::expected<CtlOptions, OptionsExit> parseFaults(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(description());
    const QCommandLineOption help({u"h"_s, u"help"_s}, tr("Show this help."));
    const QCommandLineOption json(u"json"_s, tr("One JSON object per line of output."));
    const QCommandLineOption url(u"url"_s, tr("The practice server's address, on this machine."), u"url"_s);
    const QCommandLineOption tokenFd(u"token-fd"_s, tr("Read the control token from this file descriptor."),
                                     u"number"_s);
    parser.addOptions({help, json, url, tokenFd});
    parser.addPositionalArgument(u"action"_s, tr("show, set, clear, or the kind of a fault."));
    if (!parser.parse(arguments))
        return wrongUsage(parser.errorText());
    if (parser.isSet(help))
        return Exit(OptionsExit{ExitCode::Done, parser.helpText()});

    FaultsOptions options;
    if (const QString mistake = readAction(parser.positionalArguments(), options); !mistake.isEmpty())
        return wrongUsage(mistake);
    options.url = QUrl(parser.value(url), QUrl::StrictMode);
    if (!options.url.isValid() || options.url.scheme() != u"http" || !options.url.userInfo().isEmpty()
        || !FaultClient::isOfThisMachine(options.url))
        return wrongUsage(tr("--url takes the address of a practice server on this machine, such as "
                             "http://127.0.0.1:43117."));
    if (parser.isSet(tokenFd)) {
        bool isNumber = false;
        options.tokenFd = parser.value(tokenFd).toInt(&isNumber);
        if (!isNumber || *options.tokenFd < 0)
            return wrongUsage(tr("--token-fd takes the number of an open file descriptor."));
    }
    return CtlOptions{parser.isSet(json), options, NetworkOptions::direct()};
}

} // namespace signalbox
