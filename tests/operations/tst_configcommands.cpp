// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/limits.h"
#include "operations/commandbench.h"
#include "operations/configvalue.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace std::chrono_literals;

using Call = FakeProvider::Call;
using Stage = CommandStage;

namespace {

const FlagKey config(u"limits"_s, FlagKind::Config);
const FlagKey flag(u"limits"_s);
/// The bench puts a key into its events as it stands.
const QString eventOfConfig = u"limits\",\"of\":\"config"_s;

FlagValue json(const QString &text)
{
    return JsonText{text};
}

} // namespace

/// A flag and a config of one and the same name on one console: what is ordered, reported and written down of
/// the one is never taken for the other's.
class TestConfigCommands final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        m_folder = std::make_unique<QTemporaryDir>();
        m_bench = std::make_unique<CommandBench>(m_folder->filePath(u"journal.sqlite"_s));
        m_bench->provider.fakeTraits.configs = Settable{.value = true};
        m_bench->provider.put(u"limits"_s, false);
        m_bench->provider.putConfig(u"limits"_s, json(u"{\"a\":1}"_s));
        m_bench->goLive();
        m_bench->clock.advance(10s);
    }
    void cleanup()
    {
        m_bench.reset();
        m_folder.reset();
    }

    void bothAreRead()
    {
        QVERIFY(m_bench->session.reported(config)->defaultValue == json(u"{\"a\":1}"_s));
        QVERIFY(!m_bench->session.reported(flag)->enabled);
        QVERIFY(m_bench->session.unreadKinds().isEmpty());
    }

    void confirmedThroughTheStream()
    {
        const CommandId id = pressUntilSent();
        QCOMPARE(m_bench->provider.waiting().back().flag.key, config);
        QVERIFY(m_bench->answer(Call::Set));
        QCOMPARE(m_bench->stage(id), Stage::Accepted);
        m_bench->sendEvent(u"limits"_s); // of the flag: says nothing about the config
        QCOMPARE(m_bench->stage(id), Stage::Accepted);
        m_bench->sendEvent(eventOfConfig);
        QCOMPARE(m_bench->stage(id), Stage::Seen);
        m_bench->clock.advance(1s);
        m_bench->provider.answerAll();
        QCOMPARE(m_bench->stage(id), Stage::Confirmed);
        QCOMPARE(m_bench->sets(), 1);
        QVERIFY(!m_bench->session.reported(flag)->enabled);
        QVERIFY(!m_bench->runner.lastFor(flag));
        QCOMPARE(m_bench->runner.lastFor(config)->id, id);

        const JournalEntry entry = m_bench->journal->recent(1)->constFirst();
        QCOMPARE(entry.flag, config);
        QVERIFY(entry.defaultBefore == json(u"{\"a\":1}"_s));
        const auto detail = std::get<CommandDetail>(m_bench->amendments.constLast().detail);
        QVERIFY(detail.valueBefore == json(u"{\"a\":1}"_s));
        QCOMPARE(m_bench->facts.constFirst().flag, config);
    }

    void theWayBackIsTheValueThatWasThere()
    {
        const CommandId id = pressUntilSent();
        m_bench->answer(Call::Set);
        m_bench->sendEvent(eventOfConfig);
        m_bench->clock.advance(1s);
        m_bench->provider.answerAll();
        const auto undo = m_bench->runner.undoOrder(id);
        QVERIFY(undo);
        QCOMPARE(undo->flag, config);
        QVERIFY(undo->wanted == (FlagPatch{.enabled = {}, .defaultValue = json(u"{\"a\":1}"_s)}));
    }

    void aLostAnswerIsSettledByReading_data()
    {
        QTest::addColumn<bool>("applied");
        QTest::newRow("applied") << true;
        QTest::newRow("not applied") << false;
    }
    void aLostAnswerIsSettledByReading()
    {
        QFETCH(const bool, applied);
        const CommandId id = pressUntilSent();
        if (applied)
            onServer(config).defaultValue = json(u"{\"a\":2}"_s);
        m_bench->provider.answerSet(tl::unexpected(Error{ErrorKind::Timeout, {}, {}, {}}));
        QCOMPARE(m_bench->stage(id), Stage::Unknown);
        QCOMPARE(m_bench->settle(id), applied ? Stage::Confirmed : Stage::Refused);
        QVERIFY(applied || m_bench->view(id).isUnchanged());
        QCOMPARE(m_bench->sets(), 1); // never sent twice
    }

    /// Another console's value came last: the order was accepted, and what is there is not what it wanted.
    void twoConsolesAtOnce()
    {
        const CommandId id = pressUntilSent();
        m_bench->answer(Call::Set);
        onServer(config).defaultValue = json(u"{\"a\":99}"_s);
        m_bench->sendEvent(eventOfConfig);
        for (int i = 0; i < 20 && !isSettled(m_bench->stage(id)); ++i) {
            m_bench->provider.answerAll();
            m_bench->clock.advance(1s);
        }
        QCOMPARE(m_bench->stage(id), Stage::Disagrees);
        QVERIFY(m_bench->view(id).reportedNow->defaultValue == json(u"{\"a\":99}"_s));
    }

    void aRefusedKindKeepsWhatWasReadAndSaysSo()
    {
        QSignalSpy failed(&m_bench->session, &Feed::flagReadFailed);
        const Error error{ErrorKind::Forbidden, u"no"_s, 403, {}};
        m_bench->provider.unread = {{FlagKind::Config, error}};
        m_bench->session.rereadAll();
        m_bench->clock.advance(1s);
        m_bench->provider.answerAll();
        QCOMPARE(m_bench->session.unreadKinds(), m_bench->provider.unread);
        QVERIFY(m_bench->session.reported(config)); // not "deleted"
        QCOMPARE(failed.size(), 1);
        QCOMPARE(failed.constFirst().constFirst().value<FlagKey>(), config);
        QVERIFY(m_bench->session.reported(flag));

        m_bench->provider.unread.clear();
        m_bench->clock.advance(10s); // lists are paced
        m_bench->session.rereadAll();
        m_bench->clock.advance(10s);
        m_bench->provider.answerAll();
        QVERIFY(m_bench->session.unreadKinds().isEmpty());
        QCOMPARE(failed.size(), 1);
    }

    void aDeletedConfigLeavesTheFlag()
    {
        QSignalSpy gone(&m_bench->session, &Feed::flagGone);
        m_bench->provider.world.remove({FakeProvider::environment(), config});
        m_bench->sendEvent(eventOfConfig, "flag.deleted");
        QCOMPARE(gone.size(), 1);
        QCOMPARE(gone.constFirst().constFirst().value<FlagKey>(), config);
        QVERIFY(m_bench->session.reported(flag));
        QVERIFY(!m_bench->session.reported(config));
    }

    /// Lists do not tell them: what a reading of the flag said stays until the next one.
    void schedulesOutliveAList()
    {
        onServer(flag).schedules = QVector<Schedule>{
            {u"s"_s, u"enable"_s, m_bench->clock.wallTime() + std::chrono::hours(3), u"pending"_s}};
        m_bench->readElsewhere(u"limits"_s);
        m_bench->provider.answerAll();
        QCOMPARE(m_bench->session.reported(flag)->schedules->size(), 1);
        onServer(flag).schedules.reset();
        m_bench->session.rereadAll();
        m_bench->clock.advance(1s);
        m_bench->provider.answerAll();
        QCOMPARE(m_bench->session.reported(flag)->schedules->size(), 1);
    }

    // What a person writes

    void textBecomesAValueOfItsType_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("text");
        QTest::addColumn<FlagValue>("value");
        QTest::newRow("text") << u"string"_s << u" \"as it is\"\n"_s << FlagValue(u" \"as it is\"\n"_s);
        QTest::newRow("empty text") << u"string"_s << QString(u""_s) << FlagValue(QString(u""_s));
        QTest::newRow("number") << u"number"_s << u" -1.5e3 "_s << FlagValue(-1500.0);
        QTest::newRow("true") << u"boolean"_s << u"true"_s << FlagValue(true);
        QTest::newRow("object") << u"json"_s << u"{\n \"b\": 1,\n \"a\": [true, null]\n}"_s
                                << json(u"{\"a\":[true,null],\"b\":1}"_s);
        QTest::newRow("list") << u"json"_s << u"[1, 2]"_s << json(u"[1,2]"_s);
        QTest::newRow("JSON text") << u"json"_s << u"\"a\""_s << FlagValue(u"a"_s);
        QTest::newRow("a type we do not know") << u"spell"_s << u"7"_s << FlagValue(7.0);
    }
    void textBecomesAValueOfItsType()
    {
        QFETCH(const QString, type);
        QFETCH(const QString, text);
        QFETCH(const FlagValue, value);
        const auto made = configValueFrom(text, FlagKind::Config, type);
        QVERIFY2(made, made ? "" : qPrintable(made.error().sentence));
        QVERIFY(*made == value);
        const QString again = editableText(value, FlagKind::Config, type);
        QVERIFY(configValueFrom(again, FlagKind::Config, type) == made);
    }

    void whatFitsNotIsRefusedAtItsPlace_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("line");
        QTest::addColumn<int>("column");
        QTest::newRow("nothing") << u"json"_s << u" \n"_s << 0 << 0;
        QTest::newRow("comma too many") << u"json"_s << u"{\n \"ü\": 1,\n}"_s << 3 << 1;
        QTest::newRow("no end") << u"json"_s << u"{\"a\": 1"_s << 1 << 8;
        QTest::newRow("two values") << u"json"_s << u"1, 2"_s << 0 << 0;
        QTest::newRow("null") << u"json"_s << u"null"_s << 0 << 0;
        QTest::newRow("text for a number") << u"number"_s << u"\"12\""_s << 0 << 0;
        QTest::newRow("word for a number") << u"number"_s << u"twelve"_s << 1 << 2;
        QTest::newRow("number for a boolean") << u"boolean"_s << u"1"_s << 0 << 0;
        QTest::newRow("too long") << u"string"_s << QString(limits::configValueLength + 1, u'x') << 0 << 0;
    }
    void whatFitsNotIsRefusedAtItsPlace()
    {
        QFETCH(const QString, type);
        QFETCH(const QString, text);
        const auto made = configValueFrom(text, FlagKind::Config, type);
        QVERIFY(!made);
        QVERIFY(!made.error().sentence.isEmpty());
        QTEST(made.error().line, "line");
        QTEST(made.error().column, "column");
    }

    void aFileIsTextWhateverItLooksLike()
    {
        QVERIFY(configValueFrom(u"{not json"_s, FlagKind::AiConfig, u"agent"_s)
                == (tl::expected<FlagValue, ValueProblem>(FlagValue(u"{not json"_s))));
    }

private:
    Flag &onServer(const FlagKey &key) { return m_bench->provider.world[{FakeProvider::environment(), key}]; }

    CommandId pressUntilSent()
    {
        CommandOrder order;
        order.flag = config;
        order.wanted.defaultValue = json(u"{\"a\":2}"_s);
        order.reason = u"incident 7"_s;
        order.shown = m_bench->session.reported(config);
        const CommandId id = m_bench->press(order);
        m_bench->answer(Call::Flag);
        if (m_bench->provider.waitingCount(Call::Set) != 1)
            qFatal("the request did not leave");
        return id;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<CommandBench> m_bench;
};

QTEST_GUILESS_MAIN(TestConfigCommands)
#include "tst_configcommands.moc"
