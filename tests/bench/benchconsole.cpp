// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/benchconsole.h"

#include "bench/figure.h"
#include "bench/togulstream.h"
#include "core/later.h"
#include "operations/follow.h"

#include <QFile>
#include <QUrl>

#include <array>
#include <cstdio>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace signalbox::bench {

namespace {

Flag flagNumber(int number)
{
    Flag flag;
    flag.key = FlagKey(QString::fromStdString(flagKey(number)));
    flag.id = FlagId(u"id-"_s + flag.key.text());
    flag.name = flag.key.text();
    flag.environment = EnvironmentId(QString::fromStdString(environmentId(0)));
    flag.enabled = number % 2 == 0;
    flag.defaultValue = false;
    flag.rules = QVector<Rule>();
    return flag;
}

template <typename T>
Pending answered(Callback<T> done, Result<T> result)
{
    return later([done = std::move(done), result = std::move(result)] { done(result); });
}

double statusKilobytes(const QByteArray &name)
{
    QFile file(u"/proc/self/status"_s);
    if (!file.open(QIODevice::ReadOnly))
        giveUp(u"this system has no /proc/self/status"_s);
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith(name))
            return line.mid(name.size() + 1).simplified().split(' ').constFirst().toDouble();
    }
    giveUp(u"/proc/self/status does not say how much memory is used"_s);
}

} // namespace

StreamProvider::StreamProvider(quint16 port) : m_url(u"http://127.0.0.1:%1/api/v1/stream"_s.arg(port))
{
    m_traits.name = u"Togul"_s;
    m_traits.snapshotHoldsRules = true;
}

Pending StreamProvider::readProjects(Callback<QVector<ProjectEntry>> done)
{
    return answered<QVector<ProjectEntry>>(std::move(done), QVector<ProjectEntry>());
}

EnvironmentId StreamProvider::selectedEnvironment() const
{
    return EnvironmentId(QString::fromStdString(environmentId(0)));
}

QString StreamProvider::environmentName(const EnvironmentId &environment) const
{
    return environment.text();
}

Pending StreamProvider::readFlags(Callback<Snapshot> done)
{
    Snapshot snapshot;
    for (int number = 0; number < flagCount; ++number)
        snapshot.flags.append(flagNumber(number));
    return answered<Snapshot>(std::move(done), std::move(snapshot));
}

Pending StreamProvider::readFlag(const FlagRef &flag, Callback<Flag> done)
{
    Flag read = flagNumber(0);
    read.key = flag.key;
    read.environment = flag.environment;
    return answered<Flag>(std::move(done), std::move(read));
}

Pending StreamProvider::setFlag(const FlagRef &, const FlagPatch &, Callback<Flag> done)
{
    return answered<Flag>(std::move(done), tl::unexpected(Error{ErrorKind::Forbidden, {}, {}, {}}));
}

Pending StreamProvider::prepareStream(bool, Callback<StreamRequest> done)
{
    return answered<StreamRequest>(std::move(done), StreamRequest{m_url, {}});
}

Error StreamProvider::streamError(int httpStatus, const QByteArray &) const
{
    return Error{ErrorKind::Server, {}, httpStatus, {}};
}

BenchConsole::BenchConsole(quint16 port, int logRows)
    : provider(port)
    , session(provider, network, clock, serials, {}, [] { return 0.5; })
    , flags(clock)
    , log(logRows)
    , activity(log, std::chrono::seconds(3), 28'800)
{
    followFlags(flags, session, ChangeOrigin::Elsewhere);
    QObject::connect(&session, &Session::factsAdded, &log, &EventLog::add);
    QObject::connect(&session, &Session::factAmended, &log, &EventLog::amend);
}

double residentBytes()
{
    return statusKilobytes("RssAnon:") * 1024;
}

double peakResidentBytes()
{
    // The mark counts mapped files too; they do not change while a stream runs.
    return (statusKilobytes("VmHWM:") - statusKilobytes("RssFile:") - statusKilobytes("RssShmem:")) * 1024;
}

void resetPeak()
{
    QFile file(u"/proc/self/clear_refs"_s);
    if (!file.open(QIODevice::WriteOnly) || file.write("5") != 1)
        giveUp(u"the peak of memory use cannot be reset: %1"_s.arg(file.errorString()));
}

double secondsOfCurl(quint16 port)
{
    const QByteArray command =
        "exec curl -sN http://127.0.0.1:" + QByteArray::number(port) + "/api/v1/stream";
    const auto start = std::chrono::steady_clock::now();
    FILE *pipe = ::popen(command.constData(), "r");
    if (!pipe)
        giveUp(u"curl cannot be started"_s);
    std::size_t bytes = 0;
    std::array<char, 64 << 10> buffer{};
    for (;;) {
        const ssize_t got = ::read(::fileno(pipe), buffer.data(), buffer.size());
        if (got <= 0)
            break;
        bytes += std::size_t(got);
    }
    const bool succeeded = ::pclose(pipe) == 0;
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    if (!succeeded || bytes != std::size_t(eventCount) * frameBytes)
        giveUp(u"curl read %1 bytes"_s.arg(bytes));
    return took.count();
}

} // namespace signalbox::bench
