// SPDX-License-Identifier: GPL-3.0-or-later
#include "words/sentences.h"

#include <QSet>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int errorKinds = int(ErrorKind::Cancelled) + 1;
constexpr int linkStates = int(LinkState::Polling) + 1;
constexpr int stages = int(CommandStage::Cancelled) + 1;

const MonotonicTime start{1h};

LinkStatus status(LinkState state, std::chrono::seconds lastByteAge = 4s)
{
    LinkStatus made;
    made.state = state;
    made.since = start;
    made.sinceWall = WallTime(std::chrono::hours(14) + 1min + 7s);
    made.lastByte = start - lastByteAge;
    return made;
}

} // namespace

class TestSentences : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void everyErrorHasASentenceOfItsOwn_data()
    {
        QTest::addColumn<bool>("terminal");
        QTest::newRow("window") << false;
        QTest::newRow("terminal") << true;
    }

    void everyErrorHasASentenceOfItsOwn()
    {
        QFETCH(bool, terminal);
        QSet<QString> seen;
        for (int kind = 0; kind < errorKinds; ++kind) {
            const Error error{ErrorKind(kind), {}, {}, {}};
            const QString sentence = terminal ? terminalSentence(error) : errorSentence(error);
            QVERIFY2(sentence.endsWith(u'.'), qPrintable(sentence));
            // What happened, and what to do next.
            QVERIFY2(sentence.contains(u". "_s) || sentence.contains(u"; "_s), qPrintable(sentence));
            QVERIFY(!seen.contains(sentence));
            seen.insert(sentence);
        }
    }

    void aTerminalIsToldWhatCanBeDoneThere()
    {
        // There is no button to sign in with, and nothing to read again by a key press.
        for (const auto kind : {ErrorKind::SignInNeeded, ErrorKind::NotFound})
            QVERIFY(terminalSentence({kind, {}, {}, {}}) != errorSentence({kind, {}, {}, {}}));
        for (int kind = 0; kind < errorKinds; ++kind) {
            const Error error{ErrorKind(kind), u"the disk is full"_s, {}, {}};
            QVERIFY2(terminalSentence(error).contains(u"the disk is full"_s), qPrintable(error.detail));
        }
    }

    void whoSaidItIsTold()
    {
        const QString server = errorSentence({ErrorKind::Forbidden, u"needs flags.write"_s, 403, {}});
        QVERIFY2(server.endsWith(u"It said: “needs flags.write”."_s), qPrintable(server));
        const QString ours = errorSentence({ErrorKind::Storage, u"The journal cannot be opened."_s, {}, {}});
        QVERIFY2(ours.endsWith(u" (The journal cannot be opened.)"_s), qPrintable(ours));
    }

    void serverWordsAreBoundedAndPlain()
    {
        const Error error{ErrorKind::Rejected, u"a\u202Eb\n"_s + QString(10'000, u'x'), 422, {}};
        QVERIFY(errorSentence(error).size() < 400);
        for (const QString &sentence : {errorSentence(error), terminalSentence(error)}) {
            QVERIFY(sentence.size() < 800);
            QVERIFY(!sentence.contains(QChar(0x202E)));
            QVERIFY(!sentence.contains(u'\n'));
        }
    }

    void aWaitIsTold()
    {
        const QString sentence = errorSentence({ErrorKind::RateLimited, {}, 429, 12'000ms});
        QVERIFY2(sentence.contains(u"wait 12 s"_s), qPrintable(sentence));
    }

    void everyStateHasWordAndShape()
    {
        QSet<QString> words;
        QSet<QString> shapes;
        for (int state = 0; state < linkStates; ++state) {
            words.insert(linkWord(LinkState(state)));
            shapes.insert(linkShape(LinkState(state)));
        }
        QCOMPARE(words.size(), linkStates);
        QCOMPARE(shapes.size(), linkStates);
        QVERIFY(!words.contains(QString()));
        QVERIFY(!shapes.contains(QString()));
    }

    void linkTexts_data()
    {
        QTest::addColumn<LinkStatus>("link");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("accessible");
        const auto row = [](const char *name, const LinkStatus &link, const QString &text,
                            const QString &accessible = {}) {
            QTest::addRow("%s", name) << link << text << (accessible.isEmpty() ? text : accessible);
        };
        row("idle", status(LinkState::Idle), u"Not connected"_s);
        row("connecting", status(LinkState::Connecting), u"Connecting… 3 s"_s);
        LinkStatus syncing = status(LinkState::Syncing);
        row("syncing, size unknown", syncing, u"Reading flags…"_s, u"Syncing: Reading flags…"_s);
        syncing.snapshotDone = 120;
        syncing.snapshotTotal = 214;
        row("syncing", syncing, u"Reading flags 120/214"_s, u"Syncing: Reading flags 120/214"_s);
        syncing.snapshotRead = true;
        row("no byte yet", syncing, u"Connected, no byte yet 3 s"_s,
            u"Syncing: Connected, no byte yet 3 s"_s);
        row("live", status(LinkState::Live, 1s), u"Live · 4 s"_s);
        LinkStatus neverHeard = status(LinkState::Live);
        neverHeard.lastByte.reset();
        row("live, age from the state", neverHeard, u"Live · 3 s"_s);
        row("late", status(LinkState::Late, 38s), u"Late · 41 s"_s);
        row("late for long", status(LinkState::Late, 3h + 4min), u"Late · 3 h 4 min"_s);
        row("stale", status(LinkState::Stale), u"Stale since 14:01:07"_s);
        LinkStatus retrying = status(LinkState::Retrying);
        row("retrying, not armed", retrying, u"Retrying…"_s);
        retrying.retryAt = start + 9'300ms;
        row("first retry", retrying, u"Retry in 7 s"_s, u"Retrying: Retry in 7 s"_s);
        retrying.attempt = 4;
        row("fifth try", retrying, u"Retry in 7 s (5th try)"_s, u"Retrying: Retry in 7 s (5th try)"_s);
        retrying.attempt = 11;
        row("twelfth try", retrying, u"Retry in 7 s (12th try)"_s, u"Retrying: Retry in 7 s (12th try)"_s);
        retrying.attempt = 21;
        retrying.retryAt = start;
        row("overdue", retrying, u"Retry in 0 s (22nd try)"_s, u"Retrying: Retry in 0 s (22nd try)"_s);
        row("sign in", status(LinkState::SignInNeeded), u"Sign in again"_s);
        LinkStatus refused = status(LinkState::Refused);
        refused.error = Error{ErrorKind::Forbidden, u"key lacks stream scope"_s, 403, {}};
        row("refused", refused, u"Refused: key lacks stream scope"_s);
        refused.error->detail.clear();
        row("refused without words", refused, u"Refused: not permitted"_s);
        row("paused", status(LinkState::Paused), u"Paused"_s);
        LinkStatus polling = status(LinkState::Polling);
        polling.pollEvery = 10s;
        row("polling, not read yet", polling, u"Polling every 10 s"_s);
        polling.lastRead = polling.since;
        row("polling", polling, u"Polling every 10 s · 3 s"_s);
    }

    void linkTexts()
    {
        QFETCH(LinkStatus, link);
        QFETCH(QString, text);
        QFETCH(QString, accessible);
        QCOMPARE(linkText(link, start + 3s), text);
        QCOMPARE(linkAccessibleText(link, start + 3s), accessible);
        QVERIFY(accessible.startsWith(linkWord(link.state)));
    }

    void hostileReasonsStayShortAndPlain()
    {
        LinkStatus refused = status(LinkState::Refused);
        refused.error = Error{ErrorKind::BadAnswer, u"<b>\u2066"_s + QString(5'000, u'y'), {}, {}};
        const QString text = linkText(refused, start);
        QVERIFY(text.size() < 80);
        QVERIFY(!text.contains(QChar(0x2066)));
    }

    void everyStageHasWordAndMark()
    {
        QSet<QString> words;
        for (int stage = 0; stage < stages; ++stage) {
            words.insert(stageWord(CommandStage(stage)));
            QVERIFY(!stageMark(CommandStage(stage)).isEmpty());
        }
        QCOMPARE(words.size(), stages);
        QVERIFY(!words.contains(QString()));
        QCOMPARE(stageMark(CommandStage::Seen), u"▷▷▷"_s);
        QCOMPARE(stageMark(CommandStage::Disagrees), u"≠"_s);
    }

    void spans_data()
    {
        QTest::addColumn<qint64>("milliseconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("clock set back") << qint64(-5'000) << u"0 s"_s;
        QTest::newRow("seconds") << qint64(41'900) << u"41 s"_s;
        QTest::newRow("two minutes") << qint64(120'000) << u"2 min"_s;
        QTest::newRow("hours") << qint64(7'500'000) << u"2 h 5 min"_s;
        QTest::newRow("days") << qint64(3) * 24 * 3'600'000 << u"3 d"_s;
    }

    void spans()
    {
        QFETCH(qint64, milliseconds);
        QTEST(spanText(std::chrono::milliseconds(milliseconds)), "text");
    }

    void rhythmsAndSkewsAreSteadyWords()
    {
        QCOMPARE(rhythmText(29'998ms), u"30 s"_s);
        QCOMPARE(rhythmText(30'400ms), u"30 s"_s);
        QCOMPARE(skewText({200ms, 500ms}), u"< 0.7 s"_s);
        QCOMPARE(skewText({-500ms, 500ms}), u"< 1.0 s"_s);
        QCOMPARE(skewText({501ms, 500ms}), u"+0.5 s"_s);
        QCOMPARE(skewText({-1'500ms, 500ms}), u"−1.5 s"_s);
        QCOMPARE(skewText({-5min, 500ms}), u"−5 min"_s);
    }
};

QTEST_GUILESS_MAIN(TestSentences)
#include "tst_sentences.moc"
