// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/changepanel.h"
#include "ui/flagsrig.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace std::chrono_literals;

namespace {

using Call = FakeProvider::Call;

FlagValue json(const QString &text)
{
    return JsonText{text};
}

} // namespace

/// The change panel of a config and of an AI config: what is written, checked, shown and ordered.
class TestValueEditor : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
        m_rig = std::make_unique<FlagsRig>(EnvironmentClass::Production);
        m_rig->provider.fakeTraits.configs = Settable{.value = true};
        m_rig->provider.fakeTraits.aiConfigs = Settable{.enabled = true, .value = true};
        m_rig->put(u"limits"_s, true);
        m_rig->provider.putConfig(u"limits"_s, json(u"{\"payment\":4000,\"tax\":5}"_s));
        Flag &size = m_rig->provider.putConfig(u"page-size"_s, 24.0);
        size.config = Shared(ConfigFacts{u"number"_s, {}, true, FlagValue(24.0)});
        Flag &file = m_rig->provider.putConfig(u"agent.md"_s, u"# Hi\n\nYou help.\n"_s, FlagKind::AiConfig);
        file.config = Shared(ConfigFacts{u"agent"_s, u"help"_s, false, std::nullopt});
        QTRY_VERIFY(m_rig->goLive());
        m_window = std::make_unique<QWidget>();
        m_window->resize(1000, 900);
        m_panel = new ChangePanel(m_rig->console, m_rig->theme, m_rig->settings, m_window.get());
        m_window->show();
    }
    void cleanup()
    {
        m_window.reset();
        m_rig.reset();
    }

    void theValueIsShownAndNothingIsWanted()
    {
        open(limits);
        QCOMPARE(editor()->toPlainText(), u"{\n    \"payment\": 4000,\n    \"tax\": 5\n}"_s);
        QVERIFY(editor()->isVisible() && !line()->isVisible());
        QVERIFY(!child<QPushButton>("setOn")->isVisible()); // no request for is_active is documented
        QVERIFY(!child<QWidget>("effectBox")->isVisible());
        QVERIFY(!canAct());
        QCOMPARE(text("changeHint"), u"Write what it should be."_s);
        QCOMPARE(text("nowRead"), u"read 0 s ago"_s);
    }

    void whatIsWrittenIsLookedAtAndOrdered()
    {
        open(limits);
        giveReason();
        write(u"{\"payment\": 5000, \"tax\": 5, \"new\": [1]}"_s);
        QVERIFY(text("effectLine").contains(u"payment 4000 → 5000"_s));
        QVERIFY(text("effectLine").contains(u"+ new [1]"_s));
        QCOMPARE(act()->accessibleName(), u"Set the value of limits in PRODUCTION"_s);
        pressThrough();
        QCOMPARE(m_rig->provider.calls(Call::Set), 1);
        const auto sent = m_rig->provider.waiting().back();
        QCOMPARE(sent.flag.key, limits);
        QVERIFY(sent.patch
                == (FlagPatch{.enabled = {},
                              .defaultValue = json(u"{\"new\":[1],\"payment\":5000,\"tax\":5}"_s)}));
    }

    void whatIsWrongIsToldAtItsLineAndNotSent()
    {
        open(limits);
        giveReason();
        write(u"{\n  \"payment\": 5000,\n}"_s);
        QVERIFY2(text("valueNote").startsWith(u"Line 3, column 1:"_s), qPrintable(text("valueNote")));
        QCOMPARE(editor()->extraSelections().size(), 1);
        QCOMPARE(editor()->extraSelections().constFirst().cursor.blockNumber(), 2);
        QCOMPARE(text("changeHint"), u"What is written is no value of this type."_s);
        QVERIFY(!canAct());
        write(u"{}"_s);
        QVERIFY(!child<QLabel>("valueNote")->isVisible());
        QVERIFY(editor()->extraSelections().isEmpty());
    }

    void whatIsSoAlreadyIsNoChange()
    {
        open(limits);
        giveReason();
        write(u"{\"tax\":5,\"payment\":4000}"_s);
        QCOMPARE(text("changeHint"), u"It is so already."_s);
        QVERIFY(!canAct());
    }

    void revertPutsBackWhatTheServerReports()
    {
        open(limits);
        write(u"{}"_s);
        QVERIFY(child<QPushButton>("revertValue")->isVisible());
        child<QPushButton>("revertValue")->click();
        QVERIFY(editor()->toPlainText().contains(u"4000"_s));
        QVERIFY(!child<QPushButton>("revertValue")->isVisible());
        QCOMPARE(text("changeHint"), u"Write what it should be."_s);
    }

    void aNumberHasOneLine()
    {
        open(pageSize);
        QVERIFY(line()->isVisible() && !editor()->isVisible());
        QCOMPARE(line()->text(), u"24"_s);
        line()->selectAll();
        QTest::keyClicks(line(), u"48"_s);
        QVERIFY(text("effectLine").contains(u"24 → 48"_s));
        QVERIFY(text("effectLine").contains(u"a value of its own"_s)); // so far the project's default
        QTest::keyClicks(line(), u"x"_s);
        QVERIFY(child<QLabel>("valueNote")->isVisible());
        QTest::keyClick(line(), Qt::Key_Return);
        QCOMPARE(m_rig->provider.calls(Call::Set), 0);
    }

    void aFileIsEditedAndSwitchedInOneOrder()
    {
        open(agent);
        QVERIFY(child<QPushButton>("setOff")->isVisible());
        QCOMPARE(child<QPushButton>("setOff")->text(), u"Set INACTIVE"_s);
        giveReason();
        write(u"# Hi\n\nYou help more.\n"_s);
        QCOMPARE(act()->accessibleName(), u"Set the content of agent.md in PRODUCTION"_s);
        child<QPushButton>("setOff")->click();
        QCOMPARE(act()->accessibleName(),
                 u"Set the content of agent.md and make it INACTIVE in PRODUCTION"_s);
        QVERIFY(text("effectLine").contains(u"INACTIVE"_s) && text("effectLine").contains(u"from line 3"_s));
        pressThrough();
        const auto sent = m_rig->provider.waiting().back();
        QVERIFY(sent.patch
                == (FlagPatch{.enabled = false, .defaultValue = FlagValue(u"# Hi\n\nYou help more.\n"_s)}));
    }

    void anotherValueMeanwhileIsLookedAtAndTheTextStays()
    {
        open(limits);
        write(u"{\"payment\": 5000}"_s);
        m_rig->provider.world[{FakeProvider::environment(), limits}].defaultValue =
            json(u"{\"payment\":1}"_s);
        m_rig->reread();
        QVERIFY(child<QWidget>("changedMeanwhile")->isVisible());
        QVERIFY2(text("changedMeanwhile").contains(u"payment 4000 → 1"_s),
                 qPrintable(text("changedMeanwhile")));
        child<QPushButton>("reviewNewState")->click();
        QCOMPARE(editor()->toPlainText(), u"{\"payment\": 5000}"_s);
        QVERIFY(text("effectLine").contains(u"payment 1 → 5000"_s));
    }

    void aNewReportIsTakenUpWhileNothingIsWritten()
    {
        open(limits);
        m_rig->provider.world[{FakeProvider::environment(), limits}].defaultValue =
            json(u"{\"payment\":1}"_s);
        m_rig->reread();
        QVERIFY(editor()->toPlainText().contains(u"\"payment\": 1"_s));
        QVERIFY(!child<QWidget>("changedMeanwhile")->isVisible());
    }

    void whatWasWrittenOutlivesAClosedPanel()
    {
        open(limits);
        write(u"{\"payment\": 5000}"_s);
        QTest::keyClick(editor(), Qt::Key_Escape);
        QVERIFY(!m_panel->isVisible());
        open(pageSize);
        open(limits);
        QCOMPARE(editor()->toPlainText(), u"{\"payment\": 5000}"_s);
        QVERIFY(text("effectLine").contains(u"payment 4000 → 5000"_s));
    }

    void theFlagOfTheSameNameIsAnother()
    {
        open(FlagKey(u"limits"_s));
        QVERIFY(!child<QWidget>("valueBox")->isVisible());
        QVERIFY(child<QPushButton>("setOff")->isVisible());
        QCOMPARE(child<QPushButton>("setOff")->text(), u"Set OFF"_s);
    }

    void aScheduleThatUndoesItIsSaid()
    {
        m_rig->provider.world[FakeProvider::ref(u"limits"_s)].schedules = QVector<Schedule>{
            {u"s"_s, u"enable"_s, m_rig->clock.wallTime() + std::chrono::hours(3), u"pending"_s}};
        open(FlagKey(u"limits"_s), false);
        QVERIFY2(text("effectWarning").startsWith(u"A schedule will turn it ON again at "_s),
                 qPrintable(text("effectWarning")));
        QVERIFY(text("effectWarning").endsWith(u"in 3 h."_s));
        QVERIFY(child<QLabel>("effectWarning")->isVisible());
    }

private:
    void open(const FlagKey &key, std::optional<bool> wanted = {})
    {
        m_panel->openFor(key, wanted, QRect(m_window->mapToGlobal(QPoint(60, 60)), QSize(44, 28)));
        m_rig->provider.answerAll();
    }
    template <typename T>
    [[nodiscard]] T *child(const char *name) const
    {
        T *found = m_panel->findChild<T *>(QString::fromLatin1(name));
        Q_ASSERT(found);
        return found;
    }
    [[nodiscard]] QString text(const char *name) const { return child<QLabel>(name)->text(); }
    [[nodiscard]] QPlainTextEdit *editor() const { return child<QPlainTextEdit>("valueLines"); }
    [[nodiscard]] QLineEdit *line() const { return child<QLineEdit>("valueLine"); }
    [[nodiscard]] QPushButton *act() const { return child<QPushButton>("guardedButton"); }
    [[nodiscard]] bool canAct() const { return act()->isVisible() && act()->isEnabled(); }
    void giveReason() { child<QComboBox>("reason")->setEditText(u"INC-7"_s); }
    void write(const QString &text)
    {
        editor()->selectAll();
        editor()->insertPlainText(text);
    }
    /// The guarded button, and the reading before the order leaves.
    void pressThrough()
    {
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
        QVERIFY(canAct());
        QTest::mouseClick(act(), Qt::LeftButton);
        while (m_rig->provider.waitingCount(Call::Set) == 0 && m_rig->provider.answer(Call::Flag)) {
        }
        QCOMPARE(m_rig->provider.waitingCount(Call::Set), 1);
    }

    const FlagKey limits{u"limits"_s, FlagKind::Config};
    const FlagKey pageSize{u"page-size"_s, FlagKind::Config};
    const FlagKey agent{u"agent.md"_s, FlagKind::AiConfig};
    std::unique_ptr<FlagsRig> m_rig;
    std::unique_ptr<QWidget> m_window;
    ChangePanel *m_panel = nullptr;
};

QTEST_MAIN(TestValueEditor)
#include "tst_valueeditor.moc"
