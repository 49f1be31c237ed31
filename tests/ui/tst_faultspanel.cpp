// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/faultspanel.h"

#include "faults/faultjson.h"
#include "support/manualclock.h"
#include "theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSet>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <QWheelEvent>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

FaultReport report(const Fault &fault, qint64 struck = 0)
{
    return {fault, FaultPhase::Active, struck};
}

/// The panel with what it ordered.
struct Bench
{
    Theme theme{*qApp, ThemeChoice::Light};
    ManualClock clock;
    FaultsPanel panel{theme, clock};
    QVector<FaultPlan> plans;

    Bench()
    {
        QObject::connect(&panel, &FaultsPanel::planWanted, &panel,
                         [this](const FaultPlan &plan) { plans.append(plan); });
    }

    template <typename Widget>
    [[nodiscard]] Widget *named(const QString &name) const
    {
        for (Widget *widget : panel.findChildren<Widget *>()) {
            if (widget->accessibleName() == name)
                return widget;
        }
        qFatal("there is no %s", qPrintable(name));
    }
    [[nodiscard]] QCheckBox *tick(const QString &name) const { return named<QCheckBox>(name); }
    [[nodiscard]] QSlider *slider(const QString &name) const
    {
        return named<QSlider>(name + u", how much"_s);
    }
    [[nodiscard]] QString said() const { return panel.findChild<QLabel *>(u"faultsSaid"_s)->text(); }
};

} // namespace

class TestFaultsPanel : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        // The offscreen platform says what it can not do each time a window is shown.
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
    }

    void everyRowSaysAFaultThatAPlanMayHold()
    {
        for (const FaultKnob &knob : faultKnobs()) {
            for (int choice = 0; choice < std::max<int>(1, int(knob.choices.size())); ++choice) {
                for (const int strength : {knob.least, knob.usual, knob.most}) {
                    const Fault fault = knob.fault(strength, choice);
                    const auto plan = readFaultPlan(writeFaultPlan({std::nullopt, {fault}}));
                    QVERIFY2(plan, qPrintable(knob.name + (plan ? QString() : plan.error().detail)));
                    QVERIFY2(plan->faults.constFirst() == fault, qPrintable(knob.name));
                    QVERIFY2(knob.means(fault), qPrintable(knob.name));
                    QCOMPARE(knob.strengthOf(fault), strength);
                    QCOMPARE(knob.choiceOf(fault), choice);
                }
            }
        }
    }

    void noTwoRowsMeanTheSame()
    {
        const QVector<FaultKnob> knobs = faultKnobs();
        for (const FaultKnob &knob : knobs) {
            const Fault fault = knob.fault(knob.usual, knob.usualChoice);
            const auto rows = std::count_if(knobs.cbegin(), knobs.cend(),
                                            [&fault](const FaultKnob &other) { return other.means(fault); });
            QCOMPARE(rows, 1);
        }
    }

    void everyKindHasARowAndEveryPresetIsShownByRows()
    {
        const QVector<FaultKnob> knobs = faultKnobs();
        QSet<int> kinds;
        for (const FaultKnob &knob : knobs)
            kinds.insert(int(knob.shape.kind));
        QCOMPARE(int(kinds.size()), faultKindCount);
        for (const FaultPreset &preset : faultPresets()) {
            for (const Fault &fault : preset.faults) {
                QVERIFY2(std::any_of(knobs.cbegin(), knobs.cend(),
                                     [&fault](const FaultKnob &knob) { return knob.means(fault); }),
                         qPrintable(preset.name));
            }
        }
    }

    void nothingCanBeOrderedBeforeTheServerWasHeard()
    {
        Bench bench;
        QVERIFY(bench.said().startsWith(u"Asking"));
        QVERIFY(!bench.tick(u"Clumping"_s)->isEnabled());
        bench.panel.showState({});
        QVERIFY(bench.tick(u"Clumping"_s)->isEnabled());
        QVERIFY(bench.said().startsWith(u"No faults"));
    }

    // What is pressed is an order; the tick says what is so.
    void aTickWaitsForTheServer()
    {
        Bench bench;
        bench.panel.showState({});
        QCheckBox *tick = bench.tick(u"Clumping"_s);
        tick->click();
        QVERIFY(!tick->isChecked());
        QCOMPARE(bench.plans.size(), 1);
        QCOMPARE(bench.plans.constFirst().faults.size(), 1);
        FaultState state;
        state.seed = 5;
        state.faults = {report(bench.plans.constFirst().faults.constFirst(), 3)};
        bench.panel.showState(state);
        QVERIFY(tick->isChecked());
        QVERIFY(tick->accessibleDescription().contains(u"struck 3"));
        tick->click();
        QVERIFY(tick->isChecked());
        QCOMPARE(bench.plans.constLast().faults.size(), 0);
        bench.panel.showState({});
        QVERIFY(!tick->isChecked());
    }

    void aSliderChangesOnlyWhatIsSet()
    {
        Bench bench;
        bench.panel.showState({});
        QSlider *slider = bench.slider(u"Duplicates"_s);
        slider->setValue(30);
        QVERIFY(bench.plans.isEmpty());
        bench.tick(u"Duplicates"_s)->click();
        QCOMPARE(bench.plans.constLast().faults.constFirst().probability, 0.3);
        FaultState state;
        state.seed = 5;
        state.faults = {report(bench.plans.constLast().faults.constFirst()),
                        report(faultOf(FaultKind::HalfOpen))};
        bench.panel.showState(state);
        slider->setValue(40);
        QCOMPARE(bench.plans.constLast().faults.size(), 2); // the other one stays
        QCOMPARE(bench.plans.constLast().faults.constFirst().probability, 0.4);
        QCOMPARE(bench.plans.constLast().seed, std::optional<quint32>(5));
        bench.panel.showState(state); // refused: what the server does is what is shown
        QCOMPARE(slider->value(), 30);
    }

    void aDragOrdersOnceAndIsNotPulledAway()
    {
        Bench bench;
        FaultState state;
        state.faults = {report(faultOf(FaultKind::Duplicate))};
        bench.panel.showState(state);
        QSlider *slider = bench.slider(u"Duplicates"_s);
        slider->setSliderDown(true);
        slider->setValue(70);
        slider->setValue(60);
        bench.panel.showState(state);
        QCOMPARE(slider->value(), 60);
        QVERIFY(bench.plans.isEmpty());
        slider->setSliderDown(false);
        QCOMPARE(bench.plans.size(), 1);
        QCOMPARE(bench.plans.constFirst().faults.constFirst().probability, 0.6);
    }

    void theWheelScrollsAndMovesOnlyWhatHasTheFocus()
    {
        Bench bench;
        FaultState state;
        state.faults = {report(faultOf(FaultKind::Duplicate))};
        bench.panel.showState(state);
        bench.panel.show();
        QSlider *slider = bench.slider(u"Duplicates"_s);
        const int before = slider->value();
        const auto turn = [slider] {
            QWheelEvent wheel(QPointF(5, 5), slider->mapToGlobal(QPointF(5, 5)), {}, QPoint(0, -120),
                              Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
            QApplication::sendEvent(slider, &wheel);
        };
        turn();
        QCOMPARE(slider->value(), before);
        QVERIFY(bench.plans.isEmpty());
        slider->setFocus();
        QTRY_VERIFY(slider->hasFocus());
        turn();
        QVERIFY(slider->value() != before);
    }

    void whatIsNotSetIsSubdued()
    {
        Bench bench;
        QSlider *slider = bench.slider(u"Duplicates"_s);
        bench.panel.showState({});
        QVERIFY(slider->property("subdued").toBool());
        FaultState state;
        state.faults = {report(faultOf(FaultKind::Duplicate))};
        bench.panel.showState(state);
        QVERIFY(!slider->property("subdued").toBool());
    }

    void aChoiceIsOrderedToo()
    {
        Bench bench;
        FaultState state;
        state.faults = {report(faultOf(FaultKind::Lie))};
        bench.panel.showState(state);
        auto *choice = bench.named<QComboBox>(u"Lies, which"_s);
        QCOMPARE(choice->currentIndex(), 0);
        choice->setFocus();
        QTest::keyClick(choice, Qt::Key_Down);
        QCOMPARE(bench.plans.size(), 1);
        QVERIFY(bench.plans.constFirst().faults.constFirst().lie == LieKind::NoEvent);
    }

    void aPresetReplacesEverything_data()
    {
        QTest::addColumn<QString>("button");
        QTest::addColumn<int>("faults");
        QTest::newRow("proxy") << u"presetBufferingproxy"_s << 1;
        QTest::newRow("Wi-Fi") << u"presetFlakyWiFi"_s << 3;
        QTest::newRow("dead") << u"presetDeadstream"_s << 1;
        QTest::newRow("lying") << u"presetLyingserver"_s << 1;
        QTest::newRow("limited") << u"presetRatelimited"_s << 1;
    }
    void aPresetReplacesEverything()
    {
        QFETCH(QString, button);
        QFETCH(int, faults);
        Bench bench;
        FaultState state;
        state.faults = {report(faultOf(FaultKind::Reorder))};
        bench.panel.showState(state);
        bench.panel.findChild<QPushButton *>(button)->click();
        QCOMPARE(bench.plans.size(), 1);
        QCOMPARE(int(bench.plans.constFirst().faults.size()), faults);
        QVERIFY(bench.plans.constFirst().faults.constFirst().kind != FaultKind::Reorder);
    }

    void clearAllIsThereWhileThereIsSomething()
    {
        Bench bench;
        QSignalSpy cleared(&bench.panel, &FaultsPanel::clearWanted);
        auto *button = bench.panel.findChild<QPushButton *>(u"faultsClear"_s);
        bench.panel.showState({});
        QVERIFY(!button->isEnabled());
        FaultState state;
        state.faults = {report(faultOf(FaultKind::HalfOpen))};
        bench.panel.showState(state);
        button->click();
        QCOMPARE(cleared.size(), 1);
        QVERIFY(bench.tick(u"Half-open streams"_s)->isChecked()); // until the server says otherwise
    }

    // A plan from a file can say more than the rows.
    void faultsThatNoRowCanShowAreWordsAndStay()
    {
        Bench bench;
        Fault narrow = faultOf(FaultKind::Status);
        narrow.environment = u"staging"_s;
        narrow.count = 3;
        FaultState state;
        state.faults = {report(narrow)};
        bench.panel.showState(state);
        QVERIFY(!bench.tick(u"Refusals"_s)->isChecked());
        const QString others = bench.panel.findChild<QLabel *>(u"faultsOthers"_s)->text();
        QVERIFY2(others.contains(u"status, on any, in staging, 3 times at most"), qPrintable(others));
        bench.tick(u"Clumping"_s)->click();
        QCOMPARE(bench.plans.constLast().faults.size(), 2);
        QVERIFY(bench.plans.constLast().faults.constFirst() == narrow);
    }

    void anErrorIsShownUntilTheServerIsHeardAgain()
    {
        Bench bench;
        bench.panel.showState({});
        auto *error = bench.panel.findChild<QLabel *>(u"faultsError"_s);
        QVERIFY(error->isHidden());
        bench.panel.showError(u"The server cannot be reached."_s);
        QVERIFY(!error->isHidden());
        bench.panel.showState({});
        QVERIFY(error->isHidden());
    }

    void itLooksOnlyWhileItIsOnScreen()
    {
        Bench bench;
        QSignalSpy looks(&bench.panel, &FaultsPanel::stateWanted);
        bench.clock.advance(10s);
        QCOMPARE(looks.size(), 0);
        bench.panel.show();
        QCOMPARE(looks.size(), 1);
        bench.clock.advance(4s);
        QCOMPARE(looks.size(), 3);
        bench.panel.hide();
        bench.clock.advance(10s);
        QCOMPARE(looks.size(), 3);
    }

    void everythingHasANameAndIsReachedByKeyboard()
    {
        Bench bench;
        bench.panel.showState({});
        for (QWidget *widget : bench.panel.findChildren<QWidget *>()) {
            const bool control = qobject_cast<QAbstractButton *>(widget) || qobject_cast<QSlider *>(widget)
                                 || qobject_cast<QComboBox *>(widget);
            if (!control)
                continue;
            QVERIFY2(!widget->accessibleName().isEmpty(), widget->metaObject()->className());
            QVERIFY(widget->focusPolicy() & Qt::TabFocus);
        }
    }
};

QTEST_MAIN(TestFaultsPanel)
#include "tst_faultspanel.moc"
