// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/changepanel.h"
#include "flags/commandstrip.h"
#include "ui/flagsrig.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Call = FakeProvider::Call;

struct Shown
{
    explicit Shown(FlagsRig &given) : rig(given), panel(rig.console, rig.theme, rig.settings, &window)
    {
        window.resize(900, 700);
        window.show();
        window.activateWindow();
    }

    /// Opens on @p key and lets the reading answer.
    void open(const QString &key, std::optional<bool> wanted = {})
    {
        openUnanswered(key, wanted);
        rig.provider.answerAll();
    }
    void openUnanswered(const QString &key, std::optional<bool> wanted = {})
    {
        panel.openFor(FlagKey(key), wanted, QRect(window.mapToGlobal(QPoint(60, 100)), QSize(44, 28)));
    }
    void giveReason(const QString &text = u"INC-2041"_s) { child<QComboBox>("reason")->setEditText(text); }
    void press(const char *name)
    {
        // What has just appeared gets its place before a hand can be there.
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
        QTest::mouseClick(child<QPushButton>(name), Qt::LeftButton);
    }
    template <typename T>
    [[nodiscard]] T *child(const char *name) const
    {
        T *found = panel.findChild<T *>(QString::fromLatin1(name));
        Q_ASSERT(found);
        return found;
    }
    [[nodiscard]] QString text(const char *name) const { return child<QLabel>(name)->text(); }
    [[nodiscard]] QPushButton *act() const { return child<QPushButton>("guardedButton"); }
    [[nodiscard]] bool canAct() const { return act()->isVisible() && act()->isEnabled(); }
    [[nodiscard]] int orders() const { return rig.provider.calls(Call::Set); }

    FlagsRig &rig;
    QWidget window;
    ChangePanel panel;
};

Flag changedByMia(FlagsRig &rig, const QString &key, bool enabled)
{
    Flag &flag = rig.provider.world[FakeProvider::ref(key)];
    flag.enabled = enabled;
    flag.updatedBy = u"mia@"_s;
    flag.updatedAt = rig.clock.wallTime();
    return flag;
}

} // namespace

class TestChangePanel : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s)); }

    void readsAgainBeforeTheButtonWorks()
    {
        FlagsRig rig;
        rig.put(u"alpha"_s, true);
        QTRY_VERIFY(rig.goLive());
        rig.clock.advance(5s);
        Shown shown(rig);
        shown.openUnanswered(u"alpha"_s, false);
        shown.giveReason();
        QCOMPARE(rig.provider.waitingCount(Call::Flag), 1);
        QVERIFY(!shown.canAct());
        QVERIFY(shown.text("nowRead").startsWith(u"reading again"_s));
        rig.provider.answerAll();
        QCOMPARE(shown.text("nowRead"), u"read 0 s ago"_s);
        QVERIFY(shown.canAct());
        QVERIFY(!shown.child<QPushButton>("setOn")->isEnabled());
    }

    void givesUpWaitingForTheReadingAfterTwoSeconds()
    {
        FlagsRig rig;
        rig.put(u"alpha"_s, true);
        QTRY_VERIFY(rig.goLive());
        rig.clock.advance(5s);
        Shown shown(rig);
        shown.openUnanswered(u"alpha"_s, false);
        shown.giveReason();
        rig.clock.advance(1'900ms);
        QVERIFY(!shown.canAct());
        rig.clock.advance(200ms);
        QCOMPARE(shown.text("nowRead"), u"could not re-read; last known 7 s ago"_s);
        QVERIFY(shown.canAct());
        rig.provider.answerAll(); // it came after all
        QCOMPARE(shown.text("nowRead"), u"read 0 s ago"_s);
    }

    void theSecondPressIsOnAButtonThatSaysWhatAndWhere()
    {
        FlagsRig rig;
        rig.put(u"new-checkout"_s, true);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        shown.open(u"new-checkout"_s);
        QCOMPARE(shown.act()->accessibleName(), u"Turn OFF new-checkout in PRODUCTION"_s);
        QVERIFY(!shown.canAct());
        shown.press("setOff");
        QVERIFY(!shown.canAct());
        QCOMPARE(shown.text("changeHint"), u"A reason is required."_s);
        shown.giveReason(u"   "_s);
        QVERIFY(!shown.canAct());
        shown.giveReason(u"INC-2041"_s);
        QVERIFY(shown.canAct());
        QCOMPARE(shown.orders(), 0);
        const QSignalSpy reasons(&shown.panel, &ChangePanel::reasonUsed);
        const QSignalSpy closed(&shown.panel, &ChangePanel::closed);
        shown.press("guardedButton");
        QCOMPARE(shown.orders(), 1);
        QCOMPARE(reasons.count(), 1);
        QCOMPARE(closed.count(), 1);
        QVERIFY(shown.child<CommandStrip>("commandStrip")->isVisible());
        const auto waiting = rig.provider.waiting();
        QCOMPARE(waiting.back().patch.enabled, std::optional(false));
        QVERIFY(!waiting.back().patch.defaultValue);
    }

    void enterNeverActsAndControlEnterDoes()
    {
        FlagsRig rig;
        rig.put(u"alpha"_s, true);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        QVERIFY(QTest::qWaitForWindowActive(&shown.window));
        shown.open(u"alpha"_s, false);
        auto *reason = shown.child<QComboBox>("reason");
        QVERIFY(reason->hasFocus() || reason->lineEdit()->hasFocus());
        QTest::keyClicks(QApplication::focusWidget(), u"INC-2041"_s);
        QVERIFY(shown.canAct());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        shown.act()->setFocus();
        QTest::keyClick(shown.act(), Qt::Key_Return);
        QTest::keyClick(shown.act(), Qt::Key_Enter);
        QCOMPARE(shown.orders(), 0);
        QTest::keyClick(shown.act(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(shown.orders(), 1);
    }

    void escCancels()
    {
        FlagsRig rig;
        rig.put(u"alpha"_s, true);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        QVERIFY(QTest::qWaitForWindowActive(&shown.window));
        const QSignalSpy opened(&shown.panel, &ChangePanel::opened);
        const QSignalSpy closed(&shown.panel, &ChangePanel::closed);
        shown.open(u"alpha"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QVERIFY(!shown.panel.isVisible());
        QCOMPARE(opened.count(), 1);
        QCOMPARE(closed.count(), 1);
        QCOMPARE(shown.orders(), 0);
    }

    void onePressIsEnoughWhereTheGuardSaysSo()
    {
        FlagsRig rig(EnvironmentClass::Development);
        rig.put(u"alpha"_s, false);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        shown.open(u"alpha"_s);
        shown.press("setOn");
        QCOMPARE(shown.orders(), 1);
        QCOMPARE(rig.provider.waiting().back().patch.enabled, std::optional(true));
    }

    void theTrapWantsTheNameTypedOrTheDefaultSet()
    {
        FlagsRig rig;
        rig.put(u"disable-signup"_s, true).defaultValue = FlagValue(true);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        shown.open(u"disable-signup"_s);
        shown.press("setOff");
        shown.giveReason();
        QVERIFY(shown.text("effectLine").contains(u"serves TRUE to everyone"_s));
        QVERIFY(shown.child<QLineEdit>("typedName")->isVisible());
        QVERIFY(!shown.canAct());
        QTest::keyClicks(shown.child<QLineEdit>("typedName"), u"Production"_s);
        QVERIFY(!shown.canAct());
        shown.child<QLineEdit>("typedName")->clear();
        QTest::keyClicks(shown.child<QLineEdit>("typedName"), u"production"_s);
        QVERIFY(shown.canAct());

        shown.child<QCheckBox>("setDefaultToFalse")->click();
        QVERIFY(!shown.child<QLineEdit>("typedName")->isVisible());
        QVERIFY(!shown.text("effectLine").contains(u"TRUE"_s));
        QVERIFY(shown.canAct());
        shown.press("guardedButton");
        QCOMPARE(shown.orders(), 1);
        const FlagPatch sent = rig.provider.waiting().back().patch;
        QCOMPARE(sent.enabled, std::optional(false));
        QVERIFY(sent.defaultValue && isBool(*sent.defaultValue, false));
    }

    void theTrapsWayOutIsNotOfferedWhereTheServerCanNot()
    {
        FlagsRig rig;
        rig.provider.fakeTraits.flags.value = false;
        rig.put(u"disable-signup"_s, true).defaultValue = FlagValue(true);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        shown.open(u"disable-signup"_s, false);
        QVERIFY(!shown.child<QCheckBox>("setDefaultToFalse")->isVisible());
    }

    void theCoverIsLiftedThenThrownElsewhere()
    {
        FlagsRig rig;
        rig.put(u"payments"_s, true);
        QTRY_VERIFY(rig.goLive());
        rig.flags.setMarks(FlagKey(u"payments"_s), FlagMarks{false, false});
        Shown shown(rig);
        QVERIFY(QTest::qWaitForWindowActive(&shown.window));
        shown.open(u"payments"_s, false);
        shown.giveReason();
        QVERIFY(!shown.act()->isVisible());
        auto *lift = shown.child<QPushButton>("liftGuard");
        QTest::mouseDClick(lift, Qt::LeftButton);
        QTest::mouseClick(lift, Qt::LeftButton);
        QVERIFY(shown.canAct());
        QCOMPARE(shown.orders(), 0);
        const QRect liftRect(lift->mapToGlobal(QPoint()), lift->size());
        QVERIFY(!liftRect.intersects(QRect(shown.act()->mapToGlobal(QPoint()), shown.act()->size())));
        QVERIFY(QApplication::focusWidget() != shown.act());

        rig.clock.advance(9s);
        QCOMPARE(lift->text(), u"cover open · 1 s"_s);
        rig.clock.advance(1'100ms);
        QVERIFY(!shown.act()->isVisible());

        QTest::mouseClick(lift, Qt::LeftButton);
        QVERIFY(shown.canAct());
        shown.child<QComboBox>("reason")->setFocus();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QVERIFY(shown.panel.isVisible());
        QVERIFY(!shown.act()->isVisible());
        QTest::mouseClick(lift, Qt::LeftButton);
        shown.press("guardedButton");
        rig.clock.advance(0ms);
        rig.provider.answer(Call::Flag); // the last reading is too old to write on
        QCOMPARE(shown.orders(), 1);
    }

    void focusStaysInThePanelWhileACoverIsOpen()
    {
        FlagsRig rig;
        rig.put(u"payments"_s, true);
        QTRY_VERIFY(rig.goLive());
        rig.flags.setMarks(FlagKey(u"payments"_s), FlagMarks{false, false});
        Shown shown(rig);
        QPushButton elsewhere(u"elsewhere"_s, &shown.window);
        elsewhere.show();
        QVERIFY(QTest::qWaitForWindowActive(&shown.window));
        elsewhere.setFocus();
        shown.open(u"payments"_s, false);
        shown.giveReason();
        auto *lift = shown.child<QPushButton>("liftGuard");
        const auto focus = [] { return QApplication::focusWidget(); };

        shown.press("liftGuard"); // by mouse
        QVERIFY(shown.canAct());
        QCOMPARE(focus(), lift);
        bool threwIsReached = false;
        for (int i = 0; i < 12; ++i) {
            QTest::keyClick(focus(), Qt::Key_Tab, i < 6 ? Qt::NoModifier : Qt::ShiftModifier);
            QVERIFY2(shown.panel.isAncestorOf(focus()), qPrintable(focus()->objectName()));
            threwIsReached = threwIsReached || focus() == shown.act();
        }
        QVERIFY(threwIsReached);

        // The button under the hand goes with the cover: the keys go to the cover, not to the window.
        shown.act()->setFocus();
        rig.clock.advance(10'100ms);
        QVERIFY(!shown.act()->isVisible());
        QCOMPARE(focus(), lift);
        QTest::keyClick(lift, Qt::Key_Space);
        QVERIFY(shown.canAct());
        QCOMPARE(focus(), lift);
        QTest::keyClick(lift, Qt::Key_Space); // once more neither throws nor closes
        QVERIFY(shown.canAct());

        QTest::keyClick(focus(), Qt::Key_Escape);
        QVERIFY(shown.panel.isVisible() && !shown.act()->isVisible());
        QVERIFY(shown.panel.isAncestorOf(focus()));
        QTest::keyClick(focus(), Qt::Key_Escape);
        QVERIFY(!shown.panel.isVisible());
        QCOMPARE(focus(), &elsewhere);
        QCOMPARE(shown.orders(), 0);
    }

    // Rollout

    void aRolloutIsChosenLookedAtAndOrdered()
    {
        FlagsRig rig;
        rig.putRolledOut(u"alpha"_s, true, 25);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        shown.open(u"alpha"_s);
        auto *share = shown.child<QSpinBox>("rolloutPercentage");
        auto *slider = shown.child<QSlider>("rolloutSlider");
        QCOMPARE(share->value(), 25);
        QCOMPARE(slider->value(), 25);
        QCOMPARE(shown.text("rolloutNow"), u"25 % now"_s);
        QCOMPARE(shown.act()->accessibleName(), u"Turn OFF alpha in PRODUCTION"_s); // nothing is chosen
        QVERIFY(shown.text("rolloutNote").contains(u"Fake documents no request"_s));

        slider->setValue(60);
        QCOMPARE(share->value(), 60);
        QCOMPARE(shown.text("effectLine"), u"<b>25 %</b> of users get <b>true</b> → <b>60 %</b>. "
                                           "The others get <b>false</b>."_s);
        QCOMPARE(shown.act()->accessibleName(), u"Roll out alpha to 60 % in PRODUCTION"_s);
        QVERIFY(!shown.canAct()); // a reason is required here, too
        shown.giveReason();
        QVERIFY(shown.canAct());
        QCOMPARE(shown.orders(), 0);
        shown.press("guardedButton");
        QCOMPARE(shown.orders(), 1);
        const FlagPatch sent = rig.provider.waiting().back().patch;
        QCOMPARE(sent.rollout, std::optional(60));
        QVERIFY(!sent.enabled && !sent.defaultValue);
        QCOMPARE(shown.text("commandTitle"), u"Roll out alpha to 60 % in PRODUCTION"_s);
    }

    void zeroAndAllAreOnePressAway()
    {
        FlagsRig rig;
        rig.putRolledOut(u"alpha"_s, true, 25);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        shown.open(u"alpha"_s);
        shown.press("rolloutAll");
        QCOMPARE(shown.child<QSpinBox>("rolloutPercentage")->value(), 100);
        QVERIFY(!shown.child<QPushButton>("rolloutAll")->isEnabled());
        QCOMPARE(shown.text("effectLine"), u"<b>25 %</b> of users get <b>true</b> → <b>100 %</b>."_s);
        shown.press("rolloutNone");
        QCOMPARE(shown.text("effectLine"),
                 u"<b>25 %</b> of users get <b>true</b> → <b>0 %</b>. Everyone will get <b>false</b>."_s);
        QCOMPARE(shown.child<QPushButton>("rolloutNone")->accessibleName(), u"Rollout to 0 %"_s);
        QCOMPARE(shown.orders(), 0);
    }

    void aRolloutIsTypedAndEnterSendsNothing()
    {
        FlagsRig rig(EnvironmentClass::Development);
        rig.putRolledOut(u"alpha"_s, true, 25);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        QVERIFY(QTest::qWaitForWindowActive(&shown.window));
        shown.open(u"alpha"_s);
        auto *share = shown.child<QSpinBox>("rolloutPercentage");
        share->setFocus(Qt::TabFocusReason);
        share->selectAll();
        QTest::keyClicks(share, u"40"_s);
        QCOMPARE(share->value(), 40);
        QCOMPARE(shown.child<QSlider>("rolloutSlider")->value(), 40);
        QTest::keyClick(share, Qt::Key_Return);
        QVERIFY(shown.panel.isVisible());
        QCOMPARE(shown.orders(), 0); // a slider passes many values: here, too, the button orders
        QTest::keyClick(share, Qt::Key_Up);
        QCOMPARE(share->value(), 41);
        rig.clock.advance(1s); // a tick leaves it alone
        QCOMPARE(share->value(), 41);
        QTest::keyClick(share, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(shown.orders(), 1);
        QCOMPARE(rig.provider.waiting().back().patch.rollout, std::optional(41));
    }

    void theWheelMovesOnlyWhatAPersonWentTo()
    {
        FlagsRig rig;
        rig.putRolledOut(u"alpha"_s, true, 25);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        QVERIFY(QTest::qWaitForWindowActive(&shown.window));
        shown.open(u"alpha"_s);
        auto *slider = shown.child<QSlider>("rolloutSlider");
        const auto turn = [slider] {
            const QPointF place = slider->rect().center();
            QWheelEvent wheel(place, slider->mapToGlobal(place), {}, QPoint(0, 120), Qt::NoButton,
                              Qt::NoModifier, Qt::NoScrollPhase, false);
            QApplication::sendEvent(slider, &wheel);
        };
        turn();
        QCOMPARE(slider->value(), 25);
        slider->setFocus();
        turn();
        QVERIFY(slider->value() != 25);
    }

    void oneOrderIsOneThing()
    {
        FlagsRig rig;
        rig.putRolledOut(u"alpha"_s, true, 25);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        shown.open(u"alpha"_s);
        auto *share = shown.child<QSpinBox>("rolloutPercentage");
        share->setValue(60);
        shown.press("setOff");
        QCOMPARE(share->value(), 25); // the other choice takes its place
        QCOMPARE(shown.act()->accessibleName(), u"Turn OFF alpha in PRODUCTION"_s);
        share->setValue(60);
        QCOMPARE(shown.act()->accessibleName(), u"Roll out alpha to 60 % in PRODUCTION"_s);
        share->setValue(25); // what it is, is no choice
        QCOMPARE(shown.text("changeHint"), u"Choose what the flag should be."_s);
        shown.press("setOff");
        QVERIFY(shown.text("effectLine").contains(u"Everyone will get <b>false</b>"_s));
        QVERIFY(!shown.text("effectLine").contains(u"rule"_s)); // the rollout is none
    }

    void aRolloutOfAFlagThatIsOffSaysSo()
    {
        FlagsRig rig;
        rig.putRolledOut(u"alpha"_s, false, 25);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        shown.open(u"alpha"_s);
        shown.child<QSpinBox>("rolloutPercentage")->setValue(60);
        const QString says = shown.text("effectLine");
        QVERIFY2(says.startsWith(u"<b>It is OFF, so nothing changes for users until it is turned on</b>"_s),
                 qPrintable(says));
        QVERIFY2(says.contains(u"Once it is ON: <b>25 %</b> of users get <b>true</b> → <b>60 %</b>"_s),
                 qPrintable(says));
    }

    void lessRolloutThatServesTrueToMoreIsATrap()
    {
        FlagsRig rig;
        Flag &flag = rig.putRolledOut(u"alpha"_s, true, 25);
        flag.defaultValue = FlagValue(true);
        flag.rules->last().value = false;
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        shown.open(u"alpha"_s);
        shown.giveReason();
        shown.press("rolloutNone");
        QVERIFY(shown.text("effectLine").contains(u"More users will get TRUE"_s));
        QVERIFY(shown.child<QLineEdit>("typedName")->isVisible());
        QVERIFY(!shown.canAct());
        shown.child<QSpinBox>("rolloutPercentage")->setValue(50);
        QVERIFY(shown.canAct());
    }

    void rulesDecideBeforeTheRollout()
    {
        FlagsRig rig;
        Flag &flag = rig.putRolledOut(u"alpha"_s, true, 25);
        Rule country;
        country.id = RuleId(u"r1"_s);
        country.kind = RuleKind::Attribute;
        country.priority = -1;
        country.value = true;
        flag.rules->prepend(country);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        shown.open(u"alpha"_s);
        shown.press("rolloutNone");
        QCOMPARE(shown.text("effectLine"),
                 u"1 rule decides first; for those it does not match: <b>25 %</b> of users get <b>true</b> → "
                 "<b>0 %</b>. All of them will get <b>false</b>."_s);
    }

    void aRolloutThatMovedMeanwhileIsLookedAtFirst()
    {
        FlagsRig rig;
        Flag &flag = rig.putRolledOut(u"alpha"_s, true, 25);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        shown.open(u"alpha"_s);
        shown.giveReason();
        auto *share = shown.child<QSpinBox>("rolloutPercentage");
        share->setValue(60);
        flag.rules->last().percentage = 40;
        rig.reread();
        QVERIFY2(shown.text("changedMeanwhile").endsWith(u"rollout 25 % → 40 %"_s),
                 qPrintable(shown.text("changedMeanwhile")));
        QVERIFY(!shown.canAct());
        shown.press("reviewNewState");
        QCOMPARE(share->value(), 40);
        QVERIFY(!shown.canAct());
    }

    void whatNobodySaidCannotBeRolledOut()
    {
        FlagsRig rig;
        rig.putRolledOut(u"alpha"_s, true, 25);
        rig.put(u"beta"_s, true);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        shown.open(u"beta"_s);
        QVERIFY(!shown.child<QSlider>("rolloutSlider")->isVisible());
        QVERIFY(shown.text("rolloutNote").startsWith(u"The server does not say how far"_s));
    }

    void aServerWithoutRolloutsShowsNone()
    {
        FlagsRig rig;
        rig.put(u"alpha"_s, true);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        shown.open(u"alpha"_s);
        QVERIFY(!shown.child<QWidget>("rolloutBox")->isVisible());
    }

    void inAReplayTheRolloutIsOnlyShown()
    {
        FlagsRig rig;
        rig.putRolledOut(u"alpha"_s, true, 25);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        shown.panel.setGuardMode(GuardMode::Replay);
        shown.open(u"alpha"_s);
        QCOMPARE(shown.child<QSpinBox>("rolloutPercentage")->value(), 25);
        QVERIFY(!shown.child<QSpinBox>("rolloutPercentage")->isEnabled());
        QVERIFY(!shown.child<QSlider>("rolloutSlider")->isEnabled());
        QVERIFY(!shown.child<QPushButton>("rolloutNone")->isEnabled());
    }

    void readOnlyAndStaleSayWhyAndWhat()
    {
        FlagsRig rig;
        rig.put(u"alpha"_s, true);
        Shown shown(rig);
        rig.flags.applyFlag(rig.provider.world[FakeProvider::ref(u"alpha"_s)], ChangeOrigin::NotSeen);
        shown.open(u"alpha"_s, false); // never connected
        shown.giveReason();
        QVERIFY(shown.text("guardText").contains(u"not live"_s));
        QVERIFY(!shown.canAct());
        shown.panel.hidePanel();

        QTRY_VERIFY(rig.goLive());
        shown.panel.setGuardMode(GuardMode::ReadOnly);
        shown.open(u"alpha"_s, false);
        QVERIFY(shown.text("guardText").contains(u"read-only"_s));
        QVERIFY(!shown.canAct());
        shown.panel.pressGuardedButton();
        QCOMPARE(shown.orders(), 0);
    }

    void aFlagDeletedMeanwhileHasNoButton()
    {
        FlagsRig rig;
        rig.put(u"alpha"_s, true);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        shown.open(u"alpha"_s, false);
        shown.giveReason();
        QVERIFY(shown.canAct());
        rig.provider.world.remove(FakeProvider::ref(u"alpha"_s));
        rig.reread();
        QVERIFY(shown.text("nowRead").startsWith(u"This flag no longer exists"_s));
        QVERIFY(!shown.act()->isVisible());
        QVERIFY(!shown.child<QPushButton>("setOff")->isVisible());
        shown.panel.pressGuardedButton();
        QCOMPARE(shown.orders(), 0);
    }

    void aReplaySaysThatNothingCanBeChangedFirst()
    {
        FlagsRig rig;
        rig.put(u"alpha"_s, true);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        shown.panel.setGuardMode(GuardMode::Replay);
        shown.open(u"alpha"_s, false);
        changedByMia(rig, u"alpha"_s, false);
        Pending read = rig.session.readFlag(FlagKey(u"alpha"_s), [](const Result<FlagReading> &) {});
        rig.clock.advance(0ms);
        rig.provider.answerAll();
        QCOMPARE(shown.child<QWidget>("nowPill")->accessibleName(), u"OFF"_s);
        QVERIFY(!shown.child<QLabel>("changedMeanwhile")->isVisible());
        QVERIFY(shown.child<QLabel>("guardText")->isVisible());
        QVERIFY(shown.text("guardText").startsWith(u"This is a replay"_s));
        QVERIFY(!shown.canAct());
    }

    void aChangeMeanwhileNeedsANewLook()
    {
        FlagsRig rig;
        rig.put(u"alpha"_s, true);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        shown.open(u"alpha"_s, false);
        shown.giveReason();
        QVERIFY(shown.canAct());
        changedByMia(rig, u"alpha"_s, false);
        Pending read = rig.session.readFlag(FlagKey(u"alpha"_s), [](const Result<FlagReading> &) {});
        rig.clock.advance(0ms);
        rig.provider.answerAll();
        rig.clock.advance(8s);
        QCOMPARE(shown.text("changedMeanwhile"), u"mia@ changed it 8 s ago: ON → OFF"_s);
        QCOMPARE(shown.child<QWidget>("nowPill")->accessibleName(), u"OFF"_s);
        QVERIFY(!shown.canAct());
        QVERIFY(QTest::qWaitForWindowActive(&shown.window));
        shown.press("reviewNewState");
        QVERIFY(shown.panel.isAncestorOf(QApplication::focusWidget())); // it went from under the hand
        QVERIFY(!shown.child<QLabel>("changedMeanwhile")->isVisible());
        QVERIFY(!shown.canAct()); // decided anew
        QVERIFY(shown.child<QPushButton>("setOn")->isEnabled());
        QVERIFY(!shown.child<QPushButton>("setOff")->isEnabled());
        QCOMPARE(shown.orders(), 0);
    }

    void anOpenCommandBlocksTheNext()
    {
        FlagsRig rig;
        rig.put(u"alpha"_s, true);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        shown.open(u"alpha"_s, false);
        shown.giveReason();
        shown.press("guardedButton");
        QCOMPARE(shown.orders(), 1);
        shown.openUnanswered(u"alpha"_s, false);
        QVERIFY(shown.text("guardText").contains(u"still open"_s));
        QVERIFY(!shown.canAct());
    }

    void staysInsideItsWindow()
    {
        FlagsRig rig;
        rig.put(u"alpha"_s, true).defaultValue = FlagValue(true);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        const auto frame = [&shown] {
            return QRect(shown.child<QFrame>("changeFrame")->mapTo(&shown.window, QPoint()),
                         shown.child<QFrame>("changeFrame")->size());
        };
        for (const QPoint &corner : {QPoint(0, 0), QPoint(880, 0), QPoint(0, 690), QPoint(880, 690)}) {
            shown.panel.openFor(FlagKey(u"alpha"_s), false,
                                QRect(shown.window.mapToGlobal(corner), QSize(44, 28)));
            rig.provider.answerAll();
            QVERIFY(shown.window.rect().contains(frame()));
        }
        shown.window.resize(420, 260);
        QTRY_VERIFY(shown.window.rect().contains(frame()));
        QVERIFY(shown.act()->isVisible()); // what does not fit scrolls, the buttons stay
        QVERIFY(frame().contains(QRect(shown.act()->mapTo(&shown.window, QPoint()), shown.act()->size())));
    }

    void needsNoScrollBarWhereThereIsRoom()
    {
        FlagsRig rig;
        rig.put(u"alpha"_s, true).defaultValue = FlagValue(true);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        shown.open(u"alpha"_s, false);
        auto *scroll = shown.panel.findChild<QScrollArea *>();
        QTRY_VERIFY(scroll->verticalScrollBar()->maximum() == 0 && !scroll->verticalScrollBar()->isVisible());
        shown.child<QCheckBox>("setDefaultToFalse")->click();
        QTRY_VERIFY(scroll->verticalScrollBar()->maximum() == 0 && !scroll->verticalScrollBar()->isVisible());
    }

    void aPracticeOrderShowsItsStripOnly()
    {
        FlagsRig rig(EnvironmentClass::Lab);
        rig.put(u"alpha"_s, true);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        const QSignalSpy opened(&shown.panel, &ChangePanel::opened);
        shown.panel.orderNow(FlagKey(u"alpha"_s), false);
        QCOMPARE(shown.orders(), 1);
        QVERIFY(shown.child<CommandStrip>("commandStrip")->isVisible());
        QVERIFY(!shown.act()->isVisible());
        QCOMPARE(opened.count(), 0);
        // A second press while the first is open is refused, and says so.
        shown.panel.orderNow(FlagKey(u"alpha"_s), false);
        QCOMPARE(shown.orders(), 1);
        QVERIFY(shown.text("changeHint").contains(u"still open"_s));
    }

    /// Who asks for details wants to see them: the strip does not stay where they come.
    void theStripMovesAsideAndAFormDoesNot()
    {
        FlagsRig rig(EnvironmentClass::Lab);
        rig.put(u"alpha"_s, true);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        shown.open(u"alpha"_s, false);
        const QRect form = shown.panel.geometry();
        shown.panel.moveAside();
        QCOMPARE(shown.panel.geometry(), form);
        shown.giveReason();
        shown.press("guardedButton");
        rig.provider.answerAll();
        const QRect strip = shown.panel.geometry();
        shown.panel.moveAside();
        QCOMPARE(shown.panel.size(), strip.size());
        QVERIFY(shown.panel.y() > strip.y());
        QVERIFY(shown.window.rect().contains(shown.panel.geometry().marginsRemoved({12, 12, 12, 12})));
    }

    void theWayBackIsLookedAtAndPressed()
    {
        FlagsRig rig;
        rig.put(u"alpha"_s, false);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        CommandOrder order;
        order.flag = FlagKey(u"alpha"_s);
        order.wanted.enabled = true;
        shown.panel.openUndo(order, QRect(shown.window.mapToGlobal(QPoint(60, 100)), QSize(44, 28)));
        rig.provider.answerAll();
        QVERIFY(shown.child<QPushButton>("setOn")->property("chosen").toBool());
        QCOMPARE(shown.orders(), 0);
        shown.giveReason();
        shown.press("guardedButton");
        QCOMPARE(shown.orders(), 1);
        QCOMPARE(rig.provider.waiting().back().patch, order.wanted);
    }

    void hostileKeysArePlainTextOnTheButton()
    {
        FlagsRig rig;
        const QString key = u"<b>a</b>&b\u202E"_s + QString(10'000, u'k');
        rig.put(key, true);
        QTRY_VERIFY(rig.goLive());
        Shown shown(rig);
        shown.open(key, false);
        QVERIFY(shown.act()->accessibleName().startsWith(u"Turn OFF <b>a</b>&b"_s));
        QVERIFY(shown.act()->accessibleName().endsWith(u"… in PRODUCTION"_s));
        QVERIFY(!shown.act()->accessibleName().contains(QChar(0x202E)));
        QVERIFY(shown.act()->width() < 480);
        QCOMPARE(shown.panel.findChild<QLabel *>(u"changeKey"_s)->textFormat(), Qt::PlainText);
    }
};

QTEST_MAIN(TestChangePanel)
#include "tst_changepanel.moc"
