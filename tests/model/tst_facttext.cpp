// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/facttext.h"
#include "model/samples.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::samples;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(signalbox::Fact)

namespace {

Rule rollout(int percentage)
{
    Rule rule;
    rule.id = RuleId(u"share"_s);
    rule.priority = 2;
    rule.kind = RuleKind::Percentage;
    rule.percentage = percentage;
    rule.value = true;
    return rule;
}

Rule country()
{
    Rule rule;
    rule.id = RuleId(u"country"_s);
    rule.priority = 1;
    rule.kind = RuleKind::Attribute;
    rule.attribute = u"country"_s;
    rule.comparison = u"in"_s;
    rule.operands = {u"DE"_s, u"FR"_s};
    rule.value = true;
    return rule;
}

Flag ruled(const QVector<Rule> &rules)
{
    Flag made = flag(u"a"_s);
    made.rules = rules;
    return made;
}

Fact withDetail(FactKind kind, FactDetail detail)
{
    Fact made = fact(1, kind);
    made.detail = makeDetail(std::move(detail));
    return made;
}

Fact changed(const Flag &before, const Flag &after, FactKind kind = FactKind::FlagUpdated)
{
    return withDetail(kind, ChangeDetail{deltaBetween(before, after), after.enabled, true, {}});
}

Fact command(CommandStage stage, std::optional<bool> before = true)
{
    CommandDetail detail;
    detail.stage = stage;
    detail.wanted.enabled = false;
    detail.enabledBefore = before;
    detail.reason = u"queue depth"_s;
    return withDetail(FactKind::Command, detail);
}

Fact rolloutCommand(CommandStage stage)
{
    CommandDetail detail;
    detail.stage = stage;
    detail.wanted.rollout = 50;
    detail.enabledBefore = true;
    detail.rolloutBefore = 25;
    return withDetail(FactKind::Command, detail);
}

} // namespace

class TestFactText : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void texts_data()
    {
        QTest::addColumn<Fact>("fact");
        QTest::addColumn<QString>("expected");

        const Flag off = flag(u"a"_s);
        const Flag on = flag(u"a"_s, true);
        Flag both = on;
        both.defaultValue = u"blue"_s;
        Flag renamed = off;
        renamed.name = u"B\u202E"_s;
        Rule inactive = rollout(10);
        inactive.active = false;

        QTest::newRow("an event alone") << fact(1) << u"stream says changed"_s;
        QTest::newRow("being read back")
            << withDetail(FactKind::FlagUpdated, ChangeDetail{}) << u"stream says changed"_s;
        QTest::newRow("read back") << withDetail(FactKind::FlagUpdated, ChangeDetail{{}, false, true, {}})
                                   << u"stream says changed · read back OFF"_s;
        QTest::newRow("read back, gone") << withDetail(FactKind::FlagUpdated, ChangeDetail{{}, {}, true, {}})
                                         << u"stream says changed · read back, nothing differs"_s;
        QTest::newRow("switched") << changed(off, on) << u"OFF → ON"_s;
        QTest::newRow("switched with another default")
            << changed(off, both) << u"OFF → ON · default false → \"blue\""_s;
        QTest::newRow("renamed") << changed(off, renamed) << u"name “Name of a” → “B\ufffd”"_s;
        QTest::newRow("rollout moved") << changed(ruled({country(), rollout(10)}),
                                                  ruled({rollout(25), country()}), FactKind::RuleUpdated)
                                       << u"rule 2 · rollout 10 % → 25 %"_s;
        QTest::newRow("rule switched off")
            << changed(ruled({rollout(10)}), ruled({inactive})) << u"rule 1 · switched off"_s;
        QTest::newRow("rule added") << changed(ruled({rollout(10)}), ruled({country(), rollout(10)}))
                                    << u"rule 1 added · country in DE, FR → true"_s;
        QTest::newRow("rule removed")
            << changed(ruled({rollout(10)}), ruled({})) << u"rule 1 removed · 10 % → true"_s;
        QTest::newRow("several rules")
            << changed(ruled({rollout(10)}), ruled({country(), rollout(11)})) << u"2 rules changed"_s;
        QTest::newRow("elsewhere") << withDetail(FactKind::FlagUpdated,
                                                 ChangeDetail{{}, {}, false, u"staging"_s})
                                   << u"in staging · stream says changed"_s;
        QTest::newRow("new") << withDetail(FactKind::FlagCreated, ChangeDetail{{}, false, true, {}})
                             << u"new · OFF"_s;
        QTest::newRow("new, not read")
            << withDetail(FactKind::FlagCreated, ChangeDetail{}) << u"new · not read yet"_s;
        QTest::newRow("deleted") << withDetail(FactKind::FlagDeleted, ChangeDetail{}) << u"deleted"_s;
        QTest::newRow("deleted, no detail") << fact(1, FactKind::FlagDeleted) << u"deleted"_s;
        QTest::newRow("all changed") << fact(1, FactKind::WideChange) << u"everything is read again"_s;
        QTest::newRow("nobody announced it")
            << changed(off, on, FactKind::ReadBack) << u"OFF → ON · found by reading, nobody announced it"_s;

        Rule own = rollout(10);
        own.isRollout = true;
        Rule ownLater = own;
        ownLater.percentage = 25;
        QTest::newRow("a flag's own rollout")
            << changed(ruled({country(), own}), ruled({country(), ownLater})) << u"rollout 10 % → 25 %"_s;
        QTest::newRow("rollout sent") << rolloutCommand(CommandStage::Sent) << u"set rollout 50 %"_s;
        QTest::newRow("rollout confirmed")
            << rolloutCommand(CommandStage::Confirmed) << u"rollout 25 % → 50 %"_s;
        QTest::newRow("rollout disagrees") << rolloutCommand(CommandStage::Disagrees)
                                           << u"rollout 50 % ordered · server still reports another value"_s;
        QTest::newRow("sent") << command(CommandStage::Sent) << u"set OFF · “queue depth”"_s;
        QTest::newRow("confirmed") << command(CommandStage::Confirmed) << u"ON → OFF · “queue depth”"_s;
        QTest::newRow("confirmed, was so")
            << command(CommandStage::Confirmed, false) << u"set OFF · “queue depth”"_s;
        QTest::newRow("no answer") << command(CommandStage::Unknown)
                                   << u"OFF ordered · no answer, may have been applied · “queue depth”"_s;
        Fact disagrees = command(CommandStage::Disagrees);
        disagrees.lag = 20s;
        QTest::newRow("disagrees") << disagrees
                                   << u"OFF ordered · server still reports ON after 20 s · “queue depth”"_s;
        CommandDetail refusal;
        refusal.stage = CommandStage::Refused;
        refusal.wanted.defaultValue = true;
        refusal.error = Error{ErrorKind::Forbidden, u"<b>no</b>"_s, 403, {}};
        QTest::newRow("refused") << withDetail(FactKind::Command, refusal)
                                 << u"default true refused · forbidden (HTTP 403)"_s;

        QTest::newRow("link") << withDetail(FactKind::Link, LinkDetail{LinkState::Stale, Error{}})
                              << u"stale · network"_s;
        const Error ended{ErrorKind::SignInNeeded, {}, 401, {}};
        QTest::newRow("link that says its reason itself")
            << withDetail(FactKind::Link, LinkDetail{LinkState::SignInNeeded, ended})
            << u"sign in needed (HTTP 401)"_s;
        const WallTime noon(1'781'186'460'200ms); // 14:01:00.200
        QTest::newRow("gap") << withDetail(FactKind::Gap, GapDetail{noon, noon + 35'077ms, 2})
                             << u"stream lost 14:01:00.2 – 14:01:35.2 (35 s) · resynced · 2 flags differ"_s;
        QTest::newRow("gap without loss")
            << withDetail(FactKind::Gap, GapDetail{noon, noon + 65s, 0})
            << u"stream lost 14:01:00.2 – 14:02:05.2 (1 m 5 s) · resynced · nothing differs"_s;
        QTest::newRow("slept")
            << withDetail(FactKind::Gap, GapDetail{noon, noon + 8h, 0, GapReason::Sleep})
            << u"this computer slept 14:01:00.2 – 22:01:00.2 (8 h 0 m) · resynced · nothing "
               "differs"_s;
        QTest::newRow("clock set back")
            << withDetail(FactKind::Note, ClockDetail{-2h})
            << u"the clock of this computer was set back by 2 h 0 m · ages and waits go on unchanged"_s;
        QTest::newRow("differs after a gap")
            << withDetail(FactKind::Resync, ResyncDetail{{off.key, on, off}}) << u"ON → OFF"_s;
        QTest::newRow("created in a gap")
            << withDetail(FactKind::Resync, ResyncDetail{{off.key, {}, off}}) << u"created meanwhile · OFF"_s;
        QTest::newRow("deleted in a gap") << withDetail(FactKind::Resync, ResyncDetail{{off.key, on, {}}})
                                          << u"deleted meanwhile · was ON"_s;
        QTest::newRow("note") << withDetail(FactKind::Note, TextDetail{u"a\nb"_s}) << u"a␊b"_s;
        QTest::newRow("unknown event") << withDetail(FactKind::Unknown, TextDetail{u"segment.moved"_s})
                                       << u"event of an unknown kind “segment.moved”"_s;
        Fact broken = withDetail(FactKind::Unreadable, TextDetail{u"not JSON"_s});
        broken.raw = QByteArray(312, 'x');
        QTest::newRow("unreadable") << broken << u"unreadable event (312 bytes) · not JSON"_s;
    }

    void texts()
    {
        QFETCH(Fact, fact);
        QFETCH(QString, expected);
        QCOMPARE(factText(fact), expected);
    }

    /// Whatever is combined with whatever: one line, bounded, and placeholders of a name are not filled in.
    void hostileTextsStayOneLine()
    {
        const QString evil = u"%1%2\n\u202E<b>"_s + QString(10'000, u'x');
        Rule rule = country();
        rule.attribute = evil;
        rule.comparison = evil;
        rule.operands = QStringList(1'000, evil);
        rule.value = evil;
        Flag before = ruled({});
        Flag after = ruled({rule});
        after.name = evil;
        after.defaultValue = JsonText{evil};
        CommandDetail order;
        order.wanted.defaultValue = evil;
        order.reason = evil;
        for (const Fact &one :
             {changed(before, after), withDetail(FactKind::FlagUpdated, ChangeDetail{{}, {}, false, evil}),
              withDetail(FactKind::Command, order), withDetail(FactKind::Unknown, TextDetail{evil}),
              withDetail(FactKind::Unreadable, TextDetail{evil}),
              withDetail(FactKind::Note, TextDetail{evil})}) {
            const QString text = factText(one);
            QVERIFY(!text.contains(u'\n') && !text.contains(QChar(0x202e)));
            QVERIFY(text.contains(u"%1%2"_s));
            QVERIFY(text.size() < 2'000);
        }
    }

    void clockTexts()
    {
        QCOMPARE(clockText(WallTime(1'781'187'600'123ms)), u"14:20:00.123"_s);
        QCOMPARE(clockText(WallTime(0ms)), u"00:00:00.000"_s);
        QCOMPARE(clockText(WallTime(-1ms)), u"23:59:59.999"_s);
        QCOMPARE(clockText(WallTime(9h + 8min + 7s + 6ms)), u"09:08:07.006"_s);
    }

    void deltas_data()
    {
        QTest::addColumn<qint64>("milliseconds");
        QTest::addColumn<QString>("expected");
        QTest::newRow("none") << qint64(0) << u"+0.000"_s;
        QTest::newRow("fraction") << qint64(412) << u"+0.412"_s;
        QTest::newRow("just below ten") << qint64(9'999) << u"+9.999"_s;
        QTest::newRow("seconds") << qint64(11'643) << u"+11.6"_s;
        QTest::newRow("just below a minute") << qint64(59'999) << u"+59.9"_s;
        QTest::newRow("minutes") << qint64(125'000) << u"+2:05"_s;
        QTest::newRow("hours") << qint64(3'723'000) << u"+1:02:03"_s;
        QTest::newRow("just below a day") << qint64(86'399'000) << u"+23:59:59"_s;
        QTest::newRow("days") << qint64(97'200'000) << u"+1 d 3 h"_s;
        QTest::newRow("clock set back") << qint64(-1'500) << u"−1.500"_s;
    }

    void deltas()
    {
        QFETCH(qint64, milliseconds);
        QFETCH(QString, expected);
        QCOMPARE(deltaText(std::chrono::milliseconds(milliseconds)), expected);
    }

    void durations_data()
    {
        QTest::addColumn<qint64>("milliseconds");
        QTest::addColumn<QString>("expected");
        QTest::newRow("milliseconds") << qint64(412) << u"412 ms"_s;
        QTest::newRow("just below a second") << qint64(999) << u"999 ms"_s;
        QTest::newRow("fractions") << qint64(1'920) << u"1.92 s"_s;
        QTest::newRow("just below ten") << qint64(9'999) << u"9.99 s"_s;
        QTest::newRow("seconds") << qint64(35'077) << u"35 s"_s;
        QTest::newRow("minutes") << qint64(125'000) << u"2 m 5 s"_s;
        QTest::newRow("hours") << qint64(3'840'000) << u"1 h 4 m"_s;
        QTest::newRow("skew") << qint64(-200) << u"−200 ms"_s;
    }

    void durations()
    {
        QFETCH(qint64, milliseconds);
        QFETCH(QString, expected);
        QCOMPARE(durationText(std::chrono::milliseconds(milliseconds)), expected);
    }

    void patches()
    {
        FlagPatch patch;
        QCOMPARE(patchText(patch, FlagKind::Flag), QString());
        patch.enabled = true;
        QCOMPARE(patchText(patch, FlagKind::Flag), u"ON"_s);
        patch.defaultValue = false;
        QCOMPARE(patchText(patch, FlagKind::Flag), u"ON · default false"_s);
        patch.enabled.reset();
        QCOMPARE(patchText(patch, FlagKind::Flag), u"default false"_s);
    }
};

QTEST_GUILESS_MAIN(TestFactText)
#include "tst_facttext.moc"
