// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/sessionrecorder.h"
#include "operations/sessionscanner.h"
#include "support/spokenfeed.h"

#include <QFile>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// The types of a file's lines in their order, "link flags fact end".
QString typesIn(const QByteArray &bytes)
{
    static const QRegularExpression type(u"\"type\":\"([a-z-]+)\""_s);
    QStringList types;
    for (const QByteArray &line : bytes.split('\n')) {
        if (const auto match = type.match(QString::fromUtf8(line)); match.hasMatch())
            types.append(match.captured(1));
    }
    return types.join(u' ');
}

} // namespace

class TestSessionRecorder final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void beginsWithWhatIsKnown()
    {
        SpokenSession session;
        session.feed.sayLink(session.link(LinkState::Live));
        session.feed.sayAll({SpokenSession::flag(u"a"_s), SpokenSession::flag(u"b"_s, true)});
        session.store.setMarks(FlagKey(u"a"_s), FlagMarks{true, {}});
        session.feed.flagInvalidated(FlagKey(u"a"_s));
        session.feed.sayGone(FlagKey(u"b"_s));
        const auto recorder = record(session);
        recorder->stop();
        QCOMPARE(typesIn(bytes()), u"marks link flags invalidated gone end"_s);
        const SessionScan scan = scanSession(bytes());
        QVERIFY2(!scan.damage, scan.damage ? qPrintable(scan.damage->reason) : "");
        QCOMPARE(scan.header->provider, session.provider.traits().name);
        for (const char *secret : {"secret", "hidden", "mia"})
            QVERIFY(!bytes().contains(secret));
    }

    void writesAtMostOnceASecond()
    {
        SpokenSession session;
        const auto recorder = record(session);
        const qsizetype before = bytes().size();
        session.feed.sayFlag(SpokenSession::flag(u"a"_s));
        session.clock.advance(999ms);
        QCOMPARE(bytes().size(), before);
        QVERIFY(recorder->bytes() > before);
        session.clock.advance(1ms);
        QVERIFY(bytes().size() > before);
        QCOMPARE(recorder->bytes(), bytes().size());
    }

    void readingsOfAllFlagsAreWrittenAsWhatDiffers()
    {
        SpokenSession session;
        QVector<Flag> flags;
        for (int i = 0; i < 250; ++i)
            flags.append(SpokenSession::flag(u"flag-%1"_s.arg(i)));
        const auto recorder = record(session);
        session.feed.sayAll(flags);
        session.feed.factsAdded(
            {session.fact(FactKind::FlagUpdated, u"flag-1"_s)}); // comes after the reading
        session.clock.advance(1s);
        QCOMPARE(typesIn(bytes()), u"link flags flags flags fact"_s);
        const qsizetype before = bytes().size();
        flags[7].enabled = true;
        flags.removeLast();
        session.feed.sayAll(flags);
        recorder->stop();
        const QByteArray added = bytes().mid(before);
        QCOMPARE(typesIn(added), u"flags end"_s);
        QVERIFY(added.contains("\"flag-7\"") && added.contains("\"gone\":[\"flag-249\"]"));
        QVERIFY(!added.contains("\"flag-8\""));
        QVERIFY(!scanSession(bytes()).damage);
    }

    void aByteOfTheStreamIsNotedOnceASecond()
    {
        SpokenSession session;
        session.feed.sayLink(session.link(LinkState::Live));
        const auto recorder = record(session);
        for (int i = 0; i < 10; ++i) {
            session.clock.advance(200ms);
            session.feed.hear(session.clock.now());
        }
        session.clock.advance(5s); // silence
        recorder->stop();
        QCOMPARE(typesIn(bytes()).count(u"pulse"_s), 3);
    }

    void aRecordingThatIsFullEndsWhole()
    {
        SpokenSession session;
        const auto recorder = record(session, 4'000);
        QSignalSpy ended(recorder.get(), &SessionRecorder::ended);
        for (int i = 0; i < 100 && recorder->isRunning(); ++i) {
            session.feed.factsAdded({session.fact(FactKind::FlagUpdated, u"flag-%1"_s.arg(i))});
            session.clock.advance(100ms);
        }
        QCOMPARE(ended.count(), 1);
        QCOMPARE(ended.constFirst().constFirst().value<SessionRecorder::Ending>(),
                 SessionRecorder::Ending::Full);
        const SessionScan scan = scanSession(bytes());
        QVERIFY2(!scan.damage, scan.damage ? qPrintable(scan.damage->reason) : "");
        QVERIFY(bytes().size() <= 4'000 + 60);
        QVERIFY(scan.rows > 10);
        session.feed.factsAdded({session.fact(FactKind::FlagUpdated, u"late"_s)});
        session.clock.advance(5s);
        QVERIFY(!bytes().contains("late"));
    }

    void aFullDiskEndsItInWords()
    {
        QVERIFY2(QFile::exists(u"/dev/full"_s), "This needs a device that is always full.");
        SpokenSession session;
        SessionRecorder recorder(session.feed, session.store, session.commands, SpokenSession::connection(),
                                 session.clock);
        QSignalSpy ended(&recorder, &SessionRecorder::ended);
        QVERIFY(recorder.start(u"/dev/full"_s).has_value());
        session.clock.advance(1s);
        QCOMPARE(ended.count(), 1);
        QCOMPARE(ended.constFirst().constFirst().value<SessionRecorder::Ending>(),
                 SessionRecorder::Ending::Failed);
        QVERIFY(!ended.constFirst().at(1).toString().isEmpty());
        QVERIFY(!recorder.isRunning());
    }

    void aPlaceThatCannotBeWrittenIsSaid()
    {
        SpokenSession session;
        SessionRecorder recorder(session.feed, session.store, session.commands, SpokenSession::connection(),
                                 session.clock);
        const auto started = recorder.start(m_directory.filePath(u"missing/session.jsonl"_s));
        QVERIFY(!started);
        QCOMPARE(started.error().kind, ErrorKind::Storage);
        QVERIFY(!recorder.isRunning());
    }

    void goingAwayEndsTheFile()
    {
        SpokenSession session;
        record(session).reset();
        QVERIFY(!scanSession(bytes()).damage);
    }

    void commandsAndNotesAreRecorded()
    {
        SpokenSession session;
        const auto recorder = record(session);
        CommandDetail command;
        command.id = CommandId(u"c"_s);
        emit session.commands.factsAdded({session.fact(FactKind::Command, u"a"_s, command)});
        command.stage = CommandStage::Confirmed;
        emit session.commands.factAmended({1, command, 4ms});
        recorder->addFacts({session.fact(FactKind::Note, {}, TextDetail{u"look"_s})});
        recorder->addAmendment({2, TextDetail{u"look here"_s}, {}});
        recorder->stop();
        QCOMPARE(typesIn(bytes()), u"link fact amend fact amend end"_s);
    }

private:
    [[nodiscard]] QString path() const { return m_directory.filePath(u"session.jsonl"_s); }
    [[nodiscard]] QByteArray bytes() const
    {
        QFile file(path());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("no file");
    }
    [[nodiscard]] std::unique_ptr<SessionRecorder> record(SpokenSession &session,
                                                          qint64 mostBytes = limits::sessionFileBytes) const
    {
        auto recorder =
            std::make_unique<SessionRecorder>(session.feed, session.store, session.commands,
                                              SpokenSession::connection(), session.clock, nullptr, mostBytes);
        if (!recorder->start(path()))
            qFatal("the recording could not be started");
        return recorder;
    }

    QTemporaryDir m_directory;
};

QTEST_GUILESS_MAIN(TestSessionRecorder)
#include "tst_sessionrecorder.moc"
