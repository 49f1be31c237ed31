// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/commandstrip.h"
#include "flags/commandwords.h"
#include "flags/stageline.h"
#include "inspector/waterfall.h"
#include "ui/flagsrig.h"

#include <QClipboard>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Button = CommandWords::Button;
using Call = FakeProvider::Call;

struct Shown
{
    explicit Shown(FlagsRig &given) : rig(given), strip(rig.console, rig.theme)
    {
        strip.resize(500, 120);
        strip.show();
    }

    void order(bool enabled)
    {
        CommandOrder made;
        made.flag = FlagKey(u"alpha"_s);
        made.wanted.enabled = enabled;
        made.reason = u"INC-2041"_s;
        made.shown = rig.session.reported(made.flag);
        const auto started = rig.commands.run(made, rig.clock.now());
        QVERIFY(started.has_value());
        strip.showCommand(*started);
    }
    [[nodiscard]] QStringList buttons() const
    {
        QStringList texts;
        for (const QPushButton *button : strip.findChildren<QPushButton *>()) {
            if (button->isVisible())
                texts.append(button->text());
        }
        return texts;
    }
    [[nodiscard]] QPushButton *button(const QString &text) const
    {
        for (QPushButton *button : strip.findChildren<QPushButton *>()) {
            if (button->isVisible() && button->text() == text)
                return button;
        }
        return nullptr;
    }
    [[nodiscard]] QString sentence() const { return strip.findChild<QLabel *>(u"commandSentence"_s)->text(); }
    [[nodiscard]] QString stages() const
    {
        return strip.findChild<QWidget *>(u"stageLine"_s)->accessibleName();
    }
    void fail(ErrorKind kind, std::optional<std::chrono::milliseconds> retryAfter = {})
    {
        QVERIFY(rig.provider.answerSet(tl::unexpected(Error{kind, u"because"_s, {}, retryAfter})));
    }

    FlagsRig &rig;
    CommandStrip strip;
};

} // namespace

class TestCommandStrip : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s)); }

    void showsEveryStageWithItsTimeAndThenTheWayBack()
    {
        FlagsRig rig;
        rig.put(u"alpha"_s, true);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        shown.order(false);
        QVERIFY(shown.stages().startsWith(u"▷ Sent "_s));
        QVERIFY(!shown.stages().contains(u"Accepted"_s));
        rig.clock.advance(96ms);
        QVERIFY(rig.provider.answer(Call::Set));
        QVERIFY2(shown.stages().contains(u"▷▷ Accepted +96 ms"_s), qPrintable(shown.stages()));
        rig.clock.advance(135ms);
        emit rig.session.streamMentioned(FlagKey(u"alpha"_s), rig.clock.now());
        QVERIFY2(shown.stages().contains(u"▷▷▷ Seen +231 ms"_s), qPrintable(shown.stages()));
        rig.clock.advance(181ms);
        const Pending read = rig.session.readFlag(FlagKey(u"alpha"_s), [](const Result<FlagReading> &) {});
        rig.clock.advance(0ms);
        rig.provider.answerAll();
        QVERIFY2(shown.stages().endsWith(u"✔ Confirmed +412 ms"_s), qPrintable(shown.stages()));
        QCOMPARE(shown.buttons(), QStringList({u"Undo 10:00"_s, u"Details"_s}));
        rig.clock.advance(2s);
        shown.strip.tick();
        const QSignalSpy undo(&shown.strip, &CommandStrip::undoRequested);
        QPushButton *back = shown.button(u"Undo 9:58"_s);
        QVERIFY(back);
        back->click();
        QCOMPARE(undo.count(), 1);
        QCOMPARE(undo.at(0).at(0).value<CommandOrder>().wanted.enabled, std::optional(true));
        rig.clock.advance(10min);
        shown.strip.tick();
        QCOMPARE(shown.buttons(), QStringList(u"Details"_s));
    }

    void refusalsHaveTheirWordsAndTheirNextStep_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("button");
        const auto add = [](const char *name, ErrorKind kind, const QString &words, const QString &button) {
            QTest::newRow(name) << int(kind) << words << button;
        };
        add("session ended", ErrorKind::SignInNeeded,
            u"Your session ended. Nothing was sent twice. Sign in, then press again."_s, u"Sign in"_s);
        add("no scope", ErrorKind::Forbidden,
            u"This token may not change flags (needs flags.write). It can still watch."_s,
            u"Copy for admin"_s);
        add("approval", ErrorKind::Protected, u"The server wants an approval for this environment."_s,
            u"Copy for admin"_s);
        add("deleted", ErrorKind::NotFound, u"This flag no longer exists (noticed "_s, u"Show events"_s);
        add("rejected", ErrorKind::Rejected, u"The server understood the request and refuses it."_s,
            u"Send again"_s);
        add("timeout", ErrorKind::Timeout, u"No answer. It may have been applied. Checking…"_s,
            u"Check now"_s);
        add("server error", ErrorKind::Server, u"No answer. It may have been applied. Checking…"_s,
            u"Check now"_s);
    }

    void refusalsHaveTheirWordsAndTheirNextStep()
    {
        QFETCH(int, kind);
        QFETCH(QString, words);
        QFETCH(QString, button);
        FlagsRig rig;
        rig.put(u"alpha"_s, true);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        shown.order(false);
        shown.fail(ErrorKind(kind));
        QVERIFY2(shown.sentence().startsWith(words), qPrintable(shown.sentence()));
        QCOMPARE(shown.buttons(), QStringList({button, u"Details"_s}));
    }

    void theServersWaitIsCountedAndThePressStaysAPress()
    {
        FlagsRig rig;
        rig.put(u"alpha"_s, true);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        shown.order(false);
        shown.fail(ErrorKind::RateLimited, 12s);
        QCOMPARE(shown.sentence(), u"The server asks to wait 12 s."_s);
        const QSignalSpy again(&shown.strip, &CommandStrip::sendAgainRequested);
        QPushButton *send = shown.button(u"Send in 12 s"_s);
        QVERIFY(send && !send->isEnabled());
        rig.clock.advance(5s);
        shown.strip.tick();
        QCOMPARE(send->text(), u"Send in 7 s"_s);
        rig.clock.advance(8s);
        shown.strip.tick();
        QCOMPARE(again.count(), 0);
        QCOMPARE(rig.provider.calls(Call::Set), 1);
        QVERIFY(send->isEnabled());
        send->click();
        QCOMPARE(again.count(), 1);
    }

    void aChangeBySomebodyElseIsNamed()
    {
        FlagsRig rig;
        rig.put(u"alpha"_s, true);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        CommandView view;
        view.order.flag = FlagKey(u"alpha"_s);
        view.order.wanted.enabled = false;
        view.order.shown = rig.session.reported(view.order.flag);
        view.reportedNow = view.order.shown;
        view.reportedNow->enabled = false;
        view.reportedNow->updatedBy = u"mia@"_s;
        view.reportedNow->updatedAt = rig.clock.wallTime() - 8s;
        view.stage = CommandStage::Refused;
        view.error = Error{ErrorKind::Conflict, {}, {}, {}};
        const CommandWords words = commandWords(view, rig.clock.wallTime());
        QCOMPARE(words.sentence, u"mia@ changed it 8 s ago: ON → OFF. Your view was older."_s);
        QCOMPARE(words.buttons, QVector<Button>({Button::Review, Button::Details}));
    }

    void aRolloutIsToldByItsNumbers()
    {
        FlagsRig rig;
        CommandView view;
        view.order.flag = FlagKey(u"alpha"_s);
        view.order.wanted.rollout = 60;
        view.orderedAt = rig.clock.wallTime();
        view.steps = {{CommandStage::Accepted, 96ms, rig.clock.wallTime()}};
        view.stage = CommandStage::Disagrees;
        view.reportedNow = rig.putRolledOut(u"alpha"_s, true, 25);
        rig.clock.advance(20s);
        const auto says = [&] { return commandWords(view, rig.clock.wallTime()).sentence; };
        QVERIFY2(says().endsWith(u"but the server still reports a rollout of 25 % after 20 s."_s),
                 qPrintable(says()));
        view.stage = CommandStage::Overtaken;
        view.before = view.reportedNow;
        view.reportedNow->rules->last().percentage = 5;
        QCOMPARE(says(), u"Confirmed, then: Somebody changed it meanwhile: rollout 60 % → 5 %."_s);
        view.reportedNow->rules->last().value = false; // and what it serves
        QVERIFY2(says().contains(u"rollout 60 % → 5 %, its rules changed"_s), qPrintable(says()));
        view.stage = CommandStage::Unseen;
        QVERIFY2(says().startsWith(u"It is rolled out to 60 % (read back)"_s), qPrintable(says()));
    }

    void oneTimeHasOneNumberInStripAndInspector()
    {
        FlagsRig rig;
        CommandView view;
        view.order.flag = FlagKey(u"alpha"_s);
        view.orderedAt = rig.clock.wallTime();
        view.steps = {{CommandStage::Accepted, 73'400us, view.orderedAt},
                      {CommandStage::Confirmed, 82'600us, view.orderedAt}};
        view.stage = CommandStage::Confirmed;
        StageLine line(rig.theme);
        line.showCommand(view);
        QVERIFY2(line.accessibleName().contains(u"+73 ms"), qPrintable(line.accessibleName()));
        QVERIFY2(line.accessibleName().contains(u"+83 ms"), qPrintable(line.accessibleName()));
        QCOMPARE(waterfallRows(view).last().value, u"83 ms"_s);
    }

    void disagreeingAndUnseenSayForHowLong()
    {
        FlagsRig rig;
        CommandView view;
        view.order.wanted.enabled = false;
        view.orderedAt = rig.clock.wallTime();
        view.steps = {{CommandStage::Sent, 0ns, rig.clock.wallTime()},
                      {CommandStage::Accepted, 96ms, rig.clock.wallTime()}};
        view.stage = CommandStage::Disagrees;
        rig.clock.advance(20s);
        QVERIFY(commandWords(view, rig.clock.wallTime())
                    .sentence.endsWith(u"but the server still reports ON after 20 s."_s));
        QVERIFY(commandWords(view, rig.clock.wallTime()).buttons.contains(Button::SendAgain));
        view.stage = CommandStage::Unseen;
        QCOMPARE(
            commandWords(view, rig.clock.wallTime()).sentence,
            u"It is OFF (read back), but the stream has not said so for 20 s. Other clients may not know."_s);
    }

    void whatIsNotSavedSaysSo()
    {
        FlagsRig rig;
        CommandView view;
        view.journalled = false;
        QCOMPARE(commandWords(view, rig.clock.wallTime()).sentence, u"Not saved in the journal."_s);
    }

    void theRequestForAnAdministratorIsPlainAndComplete()
    {
        FlagsRig rig;
        rig.put(u"alpha"_s, true);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        shown.order(false);
        shown.fail(ErrorKind::Forbidden);
        shown.button(u"Copy for admin"_s)->click();
        const QString copied = QApplication::clipboard()->text();
        QVERIFY2(copied.startsWith(u"Wanted: alpha → OFF\nEnvironment: production\nReason: INC-2041\n"_s),
                 qPrintable(copied));
    }
};

QTEST_MAIN(TestCommandStrip)
#include "tst_commandstrip.moc"
