// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/commandwords.h"
#include "mainwindow/messagebar.h"
#include "theme/theme.h"

#include <QAccessible>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Kind = MessageCause::Kind;

namespace {

const MonotonicTime start{1h};

LinkStatus link(LinkState state)
{
    LinkStatus made;
    made.state = state;
    made.since = start;
    made.sinceWall = WallTime(14h + 1min + 7s);
    made.lastByte = start;
    return made;
}

CommandView command(const QString &id, const QString &flag, CommandStage stage)
{
    CommandView made;
    made.id = CommandId(id);
    made.order.flag = FlagKey(flag);
    made.order.wanted.enabled = false;
    made.stage = stage;
    made.orderedAt = WallTime(14h + 3min + 1s);
    Flag reported;
    reported.enabled = true;
    made.reportedNow = reported;
    if (stage == CommandStage::Disagrees || stage == CommandStage::Unseen)
        made.steps = {{CommandStage::Accepted, 90ms, made.orderedAt + 90ms}};
    return made;
}

QVector<Kind> kinds(const QVector<MessageCause> &causes)
{
    QVector<Kind> result;
    for (const MessageCause &cause : causes)
        result.append(cause.kind);
    return result;
}

QStringList buttonTexts(const MessageBar &bar)
{
    QStringList texts;
    for (const QPushButton *button : bar.findChildren<QPushButton *>()) {
        if (button->isVisibleTo(&bar))
            texts += button->text();
    }
    return texts;
}

QPushButton *button(const MessageBar &bar, const QString &text)
{
    for (QPushButton *one : bar.findChildren<QPushButton *>()) {
        if (one->isVisibleTo(&bar) && one->text() == text)
            return one;
    }
    return nullptr;
}

} // namespace

class TestMessageBar : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        // The offscreen platform says what it can not do each time a window is shown.
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
    }

    void aGoodDayHasNoMessage()
    {
        MessageFacts facts;
        facts.link = link(LinkState::Live);
        facts.everRead = true;
        facts.commands = {command(u"1"_s, u"a"_s, CommandStage::Confirmed),
                          command(u"2"_s, u"b"_s, CommandStage::Sent)};
        QVERIFY(messageCauses(facts).isEmpty());
        facts.link.state = LinkState::Late; // the chip says it
        QVERIFY(messageCauses(facts).isEmpty());
    }

    void staleSaysSinceWhenHowOldAndWhatNext()
    {
        MessageFacts facts;
        facts.link = link(LinkState::Stale);
        facts.link.retryAt = start + 48s;
        facts.everRead = true;
        facts.now = start + 41s;
        const QVector<MessageCause> causes = messageCauses(facts);
        QCOMPARE(causes.size(), 1);
        QCOMPARE(causes.first().sentence,
                 u"Stale since 14:01:07 — values below are 41 s old. Next try in 7 s."_s);
        QCOMPARE(causes.first().actions, QVector({MessageAction::RetryNow, MessageAction::Why}));
    }

    void withoutAnyReadingNoAgeIsClaimed()
    {
        MessageFacts facts;
        facts.link = link(LinkState::Stale);
        facts.link.attempt = 3;
        facts.now = start + 41s;
        QCOMPARE(messageCauses(facts).first().sentence,
                 u"No connection since 14:01:07 — flags have not been read yet. Trying now."_s);
    }

    void worstCauseWins()
    {
        MessageFacts facts;
        facts.link = link(LinkState::SignInNeeded);
        facts.journalWorks = false;
        facts.commands = {command(u"1"_s, u"a"_s, CommandStage::Unseen),
                          command(u"2"_s, u"b"_s, CommandStage::Unknown),
                          command(u"3"_s, u"c"_s, CommandStage::Disagrees)};
        QCOMPARE(kinds(messageCauses(facts)),
                 QVector({Kind::SignIn, Kind::Journal, Kind::Disagrees, Kind::Unknown, Kind::Unseen}));
    }

    void onlyTheNewestCommandOfAFlagCounts()
    {
        MessageFacts facts;
        facts.link = link(LinkState::Live);
        facts.commands = {command(u"2"_s, u"a"_s, CommandStage::Confirmed),
                          command(u"1"_s, u"a"_s, CommandStage::Disagrees)};
        QVERIFY(messageCauses(facts).isEmpty());
    }

    void lookedAtIsDoneButUnknownStays()
    {
        MessageFacts facts;
        facts.link = link(LinkState::Live);
        facts.commands = {command(u"1"_s, u"a"_s, CommandStage::Disagrees),
                          command(u"2"_s, u"b"_s, CommandStage::Unknown)};
        facts.acknowledged = {CommandId(u"1"_s), CommandId(u"2"_s)};
        QCOMPARE(kinds(messageCauses(facts)), QVector({Kind::Unknown}));
    }

    void disagreesNamesBothSides()
    {
        MessageFacts facts;
        facts.link = link(LinkState::Live);
        facts.commands = {command(u"1"_s, u"legacy-export"_s, CommandStage::Disagrees)};
        QCOMPARE(messageCauses(facts).first().sentence,
                 u"legacy-export: OFF was accepted at 14:03:01, but the server still reports ON."_s);
    }

    /// Nobody accepted an order whose answer was lost.
    void disagreesWithoutAnAnswerSaysSo()
    {
        MessageFacts facts;
        facts.link = link(LinkState::Live);
        CommandView lost = command(u"1"_s, u"legacy-export"_s, CommandStage::Disagrees);
        lost.steps = {{CommandStage::Unknown, 6s, lost.orderedAt + 6s}};
        facts.commands = {lost};
        QCOMPARE(messageCauses(facts).first().sentence,
                 u"legacy-export: no answer came to OFF of 14:03:01, and the server reports ON."_s);
        const CommandWords words = commandWords(lost, lost.orderedAt + 20s);
        QCOMPARE(
            words.sentence,
            u"No answer came to the order of 14:03:01, and the server reports ON. Whether it was applied in "
            "between cannot be told."_s);
        QVERIFY(words.isFault);
    }

    void disagreesNamesWhatWasOrdered()
    {
        MessageFacts facts;
        facts.link = link(LinkState::Live);
        CommandView ordered = command(u"1"_s, u"new-search"_s, CommandStage::Disagrees);
        ordered.order.wanted = FlagPatch();
        ordered.order.wanted.rollout = 50;
        ordered.reportedNow->rules = QVector<Rule>{Rule()};
        Rule &rollout = ordered.reportedNow->rules->first();
        rollout.percentage = 25;
        rollout.isRollout = true;
        QCOMPARE(rolloutOf(*ordered.reportedNow), std::optional(25));
        facts.commands = {ordered};
        QCOMPARE(
            messageCauses(facts).first().sentence,
            u"new-search: rollout 50 % was accepted at 14:03:01, but the server still reports a rollout of "
            "25 %."_s);

        ordered.order.flag = FlagKey(u"limit"_s, FlagKind::Config);
        ordered.order.wanted = FlagPatch();
        ordered.order.wanted.defaultValue = 36.0;
        ordered.reportedNow->defaultValue = 24.0;
        facts.commands = {ordered};
        QCOMPARE(messageCauses(facts).first().sentence,
                 u"limit · config: value 36 was accepted at 14:03:01, but the server still reports 24."_s);
    }

    void pollingSaysWhyAndHowChangesAreProven()
    {
        MessageFacts facts;
        facts.link = link(LinkState::Polling);
        facts.link.pollEvery = 10s;
        facts.everRead = true;
        QCOMPARE(messageCauses(facts).first().sentence,
                 u"No stream. Flags are read every 10 s instead; commands are confirmed by reading back."_s);
        facts.link.error = Error{ErrorKind::BadAnswer, u"text/html"_s, 200, {}};
        const QVector<MessageCause> causes = messageCauses(facts);
        QCOMPARE(kinds(causes), QVector({Kind::Polling}));
        QCOMPARE(
            causes.first().sentence,
            u"No stream: not an event stream. Flags are read every 10 s instead; commands are confirmed by "
            "reading back."_s);
        QCOMPARE(causes.first().actions, QVector({MessageAction::RetryNow, MessageAction::Why}));
    }

    void aForbiddenStreamOffersPolling()
    {
        MessageFacts facts;
        facts.link = link(LinkState::Refused);
        facts.link.error = Error{ErrorKind::Forbidden, u"no stream scope"_s, 403, {}};
        QVERIFY(messageCauses(facts).first().actions.contains(MessageAction::PollInstead));
        facts.link.error->kind = ErrorKind::Tls;
        QVERIFY(!messageCauses(facts).first().actions.contains(MessageAction::PollInstead));
    }

    void whatHappenedWhileBlindWaitsForALook()
    {
        MessageFacts facts;
        facts.link = link(LinkState::Live);
        facts.blindChanges = 3;
        facts.blindFrom = WallTime(14h + 1min + 7s);
        facts.blindUntil = WallTime(14h + 1min + 41s);
        const QVector<MessageCause> causes = messageCauses(facts);
        QCOMPARE(causes.first().sentence, u"While you were blind (14:01:07 – 14:01:41), 3 flags changed."_s);
        QCOMPARE(causes.first().actions, QVector({MessageAction::Review}));
        facts.link = link(LinkState::Stale);
        QCOMPARE(kinds(messageCauses(facts)), QVector({Kind::Stale, Kind::Blind}));
    }

    void clumpsAreNamedWithTheKnobToTurn()
    {
        MessageFacts facts;
        facts.link = link(LinkState::Live);
        facts.link.clump = Clump{14, 12ms, 31s};
        const QVector<MessageCause> causes = messageCauses(facts);
        QCOMPARE(kinds(causes), QVector({Kind::Clumping}));
        QCOMPARE(
            causes.first().sentence,
            u"Bytes arrive in clumps: 14 frames in 12 ms after 31 s of silence. Something between you and "
            "the server is buffering. Ask for “X-Accel-Buffering: no” or “proxy_buffering off”."_s);
        facts.link.state = LinkState::Stale; // there is something worse to see to
        QCOMPARE(kinds(messageCauses(facts)), QVector({Kind::Stale}));
    }

    void aReadingVouchesForTheValuesToo()
    {
        MessageFacts facts;
        facts.link = link(LinkState::Stale);
        facts.link.lastRead = start + 30s;
        facts.everRead = true;
        facts.now = start + 41s;
        QVERIFY(messageCauses(facts).first().sentence.contains(u"values below are 11 s old"_s));
    }

    void barShowsOneLineAndTheButtonsThatHelp()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        QWidget window;
        MessageBar bar(theme, &window);
        QVERIFY(bar.isHidden());
        bar.showCauses({{Kind::Stale, u"Stale since 1."_s, {MessageAction::RetryNow, MessageAction::Why}, {}},
                        {Kind::Journal, u"No journal."_s, {}, {}},
                        {Kind::Unseen, u"a & b"_s, {MessageAction::ShowCommand}, CommandId(u"7"_s)}});
        QVERIFY(!bar.isHidden());
        QCOMPARE(bar.text(), u"Stale since 1."_s);
        QCOMPARE(bar.accessibleName(), bar.text());
        QCOMPARE(QAccessible::queryAccessibleInterface(&bar)->role(), QAccessible::AlertMessage);
        QStringList texts = buttonTexts(bar);
        texts.sort();
        QCOMPARE(texts, QStringList({u"+2"_s, u"Retry now"_s, u"Why?"_s}));
        bar.showCauses({});
        QVERIFY(bar.isHidden());
    }

    void digitsMoveWithoutNewButtons()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        QWidget window;
        MessageBar bar(theme, &window);
        bar.showCauses({{Kind::Stale, u"41 s"_s, {MessageAction::RetryNow}, {}}});
        const QPushButton *before = button(bar, u"Retry now"_s);
        bar.showCauses({{Kind::Stale, u"42 s"_s, {MessageAction::RetryNow}, {}}});
        QCOMPARE(bar.text(), u"42 s"_s);
        QCOMPARE(button(bar, u"Retry now"_s), before); // else a press could be lost under the finger
    }

    void buttonsAsk()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        QWidget window;
        MessageBar bar(theme, &window);
        QSignalSpy spy(&bar, &MessageBar::actionRequested);
        bar.showCauses({{Kind::Unknown, u"?"_s, {MessageAction::ShowCommand}, CommandId(u"7"_s)}});
        button(bar, u"Show"_s)->click();
        QCOMPARE(spy.size(), 1);
        QCOMPARE(spy.first().at(0).value<MessageAction>(), MessageAction::ShowCommand);
        QCOMPARE(spy.first().at(1).value<CommandId>(), CommandId(u"7"_s));
    }

    void lesserOnesAreBehindTheCount()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        QWidget window;
        MessageBar bar(theme, &window);
        QSignalSpy spy(&bar, &MessageBar::actionRequested);
        window.show();
        bar.showCauses({{Kind::Stale, u"Stale."_s, {MessageAction::RetryNow}, {}},
                        {Kind::Journal, u"No journal."_s, {}, {}},
                        {Kind::Unseen, u"a & b"_s, {MessageAction::ShowCommand}, CommandId(u"7"_s)}});
        button(bar, u"+2"_s)->click();
        const auto *menu = bar.findChild<QMenu *>();
        QVERIFY(menu);
        QCOMPARE(menu->actions().size(), 2);
        QVERIFY(!menu->actions().at(0)->isEnabled());
        QCOMPARE(menu->actions().at(1)->text(), u"a && b"_s);
        menu->actions().at(1)->trigger();
        QCOMPARE(spy.size(), 1);
        QCOMPARE(spy.first().at(1).value<CommandId>(), CommandId(u"7"_s));
    }
};

QTEST_MAIN(TestMessageBar)
#include "tst_messagebar.moc"
