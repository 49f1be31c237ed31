// SPDX-License-Identifier: GPL-3.0-or-later
#include "consolefixture.h"
#include "core/shelltext.h"
#include "inspector/commandtext.h"
#include "inspector/copybox.h"
#include "inspector/factpage.h"
#include "inspector/flagfactsmodel.h"
#include "inspector/inspector.h"
#include "inspector/stagelabel.h"
#include "inspector/textblock.h"
#include "inspector/waterfall.h"
#include "theme/theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const FlagKey payments(u"payments-provider-b"_s);

ChangeDetail switched(bool before, bool after)
{
    ChangeDetail detail;
    detail.delta.enabled = {before, after};
    detail.readBack = true;
    detail.enabledNow = after;
    return detail;
}

/// An inspector over a console that knows one flag.
class Bench final
{
public:
    explicit Bench(const Theme &theme, int logCapacity = 1'000)
        : console(logCapacity), inspector(console.console, theme)
    {
        Flag &flag = console.provider.put(payments.text(), true, console.clock.wallTime() - 3h);
        flag.name = u"Route payments to B"_s;
        flag.description = u"Sends card payments to provider B."_s;
        flag.defaultValue = false;
        Rule rule;
        rule.id = RuleId(u"r1"_s);
        rule.kind = RuleKind::Attribute;
        rule.attribute = u"country"_s;
        rule.comparison = u"in"_s;
        rule.operands = {u"DE"_s, u"FR"_s};
        rule.value = true;
        flag.rules = QVector<Rule>{rule};
        flag.updatedBy = u"CI deploy"_s;
        console.flags.applySnapshot({flag});
        inspector.resize(326, 520);
        inspector.show();
    }

    [[nodiscard]] Flag flag() { return console.flags.at(console.flags.rowOf(payments)).flag; }
    [[nodiscard]] TextBlock *block(const QString &name) const
    {
        return inspector.findChild<TextBlock *>(name);
    }
    [[nodiscard]] QString text(const QString &name) const { return block(name)->text(); }
    [[nodiscard]] QString title() const { return inspector.findChild<QLabel *>(u"inspectorTitle"_s)->text(); }
    [[nodiscard]] QString notice() const
    {
        return inspector.findChild<QLabel *>(u"inspectorNotice"_s)->text();
    }
    [[nodiscard]] QPushButton *button(const QString &name) const
    {
        return inspector.findChild<QPushButton *>(name);
    }
    void openTab(int tab) { inspector.findChild<QTabWidget *>(u"flagTabs"_s)->setCurrentIndex(tab); }

    /// Orders OFF and answers everything at once, each answer 48 ms later.
    [[nodiscard]] CommandId switchOff(const QString &reason)
    {
        CommandOrder order;
        order.flag = payments;
        order.wanted.enabled = false;
        order.reason = reason;
        order.towardsSafe = true; // there is no journal here
        const Result<CommandId> id = console.commands.run(order, console.clock.now());
        if (!id)
            return {};
        for (int i = 0; i < 8 && console.commands.command(*id)->stage != CommandStage::Confirmed; ++i) {
            console.clock.advance(48ms);
            if (!console.provider.answer(FakeProvider::Call::Set))
                console.provider.answer(FakeProvider::Call::Flag);
            console.clock.advance(0ms);
            if (console.commands.command(*id)->stage == CommandStage::Accepted)
                emit console.session.streamMentioned(payments, console.clock.now());
        }
        return *id;
    }

    ConsoleFixture console;
    Inspector inspector;
};

QStringList rows(const QAbstractItemModel &model)
{
    QStringList texts;
    for (int row = 0; row < model.rowCount(); ++row)
        texts.append(model.index(row, 0).data().toString());
    return texts;
}

} // namespace

class TestInspector final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void showsNothingAtFirst();
    void showsAFlag();
    void followsTheStore();
    void agesMoveWithTheTick();
    void warnsOfTheTrap();
    void flagRemovedWhileShown();
    void buttonsAskForAChange();
    void hostileTextStaysText();
    void historyHoldsWhatChanged();
    void eventsLeadToTheirRow();
    void rawIsReadOnlyAndCopied();
    void anEmptyBoxSaysWhyAndCopiesNothing();
    void showsAFact();
    void factThatLeftTheLog();
    void waterfallSpeaks();
    void lastCommandStandsBelowNow();
    void commandWithItsRequests();
    void commandsRowShowsTheCommand();
    void controlLineOfHostileNames();
    void undoCountsDown();
    void modelKeepsTheRules();
    void wrapsLongWords();

private:
    Theme m_theme{*qApp, ThemeChoice::Light};
};

void TestInspector::init()
{
    // The offscreen platform says what it can not do each time a window is shown.
    QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
}

void TestInspector::showsNothingAtFirst()
{
    Bench bench(m_theme);
    QCOMPARE(bench.title(), u"Inspector"_s);
    QVERIFY(!bench.notice().isEmpty());
    bench.inspector.showFlag({});
    QVERIFY(bench.inspector.flag().isEmpty());
}

void TestInspector::showsAFlag()
{
    Bench bench(m_theme);
    bench.console.clock.advance(4s);
    bench.inspector.showFlag(payments);
    QCOMPARE(bench.inspector.flag(), payments);
    QCOMPARE(bench.title(), u"payments-provider-b"_s);
    QCOMPARE(bench.text(u"inspectorReported"_s), u"reported 4 s ago"_s);
    QCOMPARE(bench.text(u"inspectorUsersGet"_s), u"depends on 1 rule"_s);
    QCOMPARE(bench.text(u"inspectorOtherwise"_s), u"false for all"_s);
    QCOMPARE(bench.text(u"inspectorRules"_s), u"1 · country in DE, FR → true"_s);
    QCOMPARE(bench.text(u"inspectorChanged"_s), u"11:20:00 by CI deploy"_s);
    QCOMPARE(bench.text(u"inspectorName"_s), u"Route payments to B"_s);
    QVERIFY(!bench.block(u"inspectorOrdered"_s)->isVisible());
}

void TestInspector::followsTheStore()
{
    Bench bench(m_theme);
    bench.inspector.showFlag(payments);
    Flag flag = bench.flag();
    flag.enabled = false;
    flag.rules = QVector<Rule>{};
    bench.console.flags.applyFlag(flag, ChangeOrigin::You);
    bench.console.settle();
    QCOMPARE(bench.text(u"inspectorUsersGet"_s), u"false for all"_s);
    QCOMPARE(bench.text(u"inspectorRules"_s), u"none"_s);
    QVERIFY(bench.text(u"inspectorChanged"_s).endsWith(u"by you"_s));
    QVERIFY(bench.button(u"inspectorSetOn"_s)->isEnabled());
    QVERIFY(!bench.button(u"inspectorSetOff"_s)->isEnabled());
    bench.console.flags.setLamp(payments, CommandLamp{CommandStage::Sent, {true, {}}});
    bench.console.settle();
    QVERIFY(bench.block(u"inspectorOrdered"_s)->isVisible());
    QCOMPARE(bench.text(u"inspectorOrdered"_s), u"ON · sent"_s);
    bench.console.flags.setReadError(payments, Error{ErrorKind::Server, {}, 500, {}});
    bench.console.flags.invalidate(payments);
    bench.console.settle();
    QVERIFY(!bench.text(u"inspectorReported"_s).startsWith(u"reported"_s));
}

void TestInspector::agesMoveWithTheTick()
{
    Bench bench(m_theme);
    bench.inspector.showFlag(payments);
    QCOMPARE(bench.text(u"inspectorReported"_s), u"reported just now"_s);
    bench.console.clock.advance(41s);
    bench.inspector.tick();
    QCOMPARE(bench.text(u"inspectorReported"_s), u"reported 41 s ago"_s);
}

void TestInspector::warnsOfTheTrap()
{
    Bench bench(m_theme);
    Flag flag = bench.flag();
    flag.defaultValue = true;
    flag.rules = QVector<Rule>{};
    bench.console.flags.applyFlag(flag, ChangeOrigin::Elsewhere);
    bench.inspector.showFlag(payments);
    QVERIFY(bench.text(u"inspectorOtherwise"_s).startsWith(u"⚠ true for all"_s));
}

void TestInspector::flagRemovedWhileShown()
{
    Bench bench(m_theme);
    bench.inspector.showFlag(payments);
    bench.console.flags.markGone(payments);
    bench.console.settle();
    QVERIFY(bench.text(u"inspectorReported"_s).startsWith(u"deleted"_s));
    QVERIFY(!bench.button(u"inspectorSetOff"_s)->isEnabled());
    bench.console.flags.applySnapshot({});
    bench.console.settle();
    QCOMPARE(bench.text(u"inspectorReported"_s), u"This flag is not in this environment any more."_s);
    QVERIFY(!bench.block(u"inspectorUsersGet"_s)->isVisible());
    QVERIFY(!bench.button(u"inspectorSetOn"_s)->isEnabled());
    QCOMPARE(bench.title(), u"payments-provider-b"_s);
    bench.console.provider.put(payments.text(), false);
    bench.console.flags.applySnapshot(bench.console.provider.snapshotOfWorld().flags); // it came back
    bench.console.settle();
    QVERIFY(bench.text(u"inspectorReported"_s).startsWith(u"reported"_s));
}

void TestInspector::buttonsAskForAChange()
{
    Bench bench(m_theme);
    bench.inspector.showFlag(payments);
    QSignalSpy asked(&bench.inspector, &Inspector::changeRequested);
    QCOMPARE(bench.button(u"inspectorSetOff"_s)->text(), u"Set OFF…"_s);
    QTest::mouseClick(bench.button(u"inspectorSetOn"_s), Qt::LeftButton); // it is on: disabled
    QCOMPARE(asked.count(), 0);
    QTest::mouseClick(bench.button(u"inspectorSetOff"_s), Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.at(0).at(0).value<FlagKey>(), payments);
    QCOMPARE(asked.at(0).at(1).toBool(), false);
    const QPushButton *button = bench.button(u"inspectorSetOff"_s);
    QCOMPARE(asked.at(0).at(2).toRect(), QRect(button->mapToGlobal(QPoint()), button->size()));
}

void TestInspector::hostileTextStaysText()
{
    Bench bench(m_theme);
    Flag flag = bench.flag();
    flag.key = FlagKey(u"<b>k</b>\u202Etxt\n"_s);
    flag.name = u"<img src=x>"_s + QString(10'000, u'w');
    flag.description = u"<a href='http://x'>press</a>"_s;
    flag.updatedBy = u"<i>mia</i>"_s;
    (*flag.rules)[0].operands = {u"<script>"_s};
    bench.console.flags.applyFlag(flag, ChangeOrigin::Elsewhere);
    bench.inspector.showFlag(flag.key);
    QCOMPARE(bench.title(), u"<b>k</b>\uFFFDtxt\u240A"_s);
    QVERIFY(bench.text(u"inspectorName"_s).startsWith(u"<img src=x>www"_s));
    QVERIFY(bench.text(u"inspectorName"_s).size() <= 201);
    QCOMPARE(bench.text(u"inspectorDescription"_s), flag.description);
    QVERIFY(bench.text(u"inspectorChanged"_s).endsWith(u"by <i>mia</i>"_s));
    QVERIFY(bench.text(u"inspectorRules"_s).contains(u"<script>"_s));
    for (const QLabel *label : bench.inspector.findChildren<QLabel *>())
        QCOMPARE(label->textFormat(), Qt::PlainText);
    // The long name wraps: it must not make the page wider than the window.
    QCOMPARE(bench.inspector.width(), 326);
    QVERIFY(bench.block(u"inspectorName"_s)->width() < 326);
    QCOMPARE_LE(bench.inspector.minimumSizeHint().width(), 326);
}

void TestInspector::historyHoldsWhatChanged()
{
    Bench bench(m_theme);
    bench.inspector.showFlag(payments);
    bench.openTab(1);
    auto *history = bench.inspector.findChild<QListView *>(u"flagHistory"_s);
    auto *events = bench.inspector.findChild<QListView *>(u"flagEvents"_s);
    bench.console.add(bench.console.fact(FactKind::FlagUpdated, u"another"_s, switched(true, false)));
    const Fact waiting = bench.console.fact(FactKind::FlagUpdated, payments.text());
    bench.console.add(waiting);
    bench.console.add(bench.console.fact(FactKind::FlagUpdated, payments.text(), switched(true, false)));
    ChangeDetail elsewhere = switched(false, true);
    elsewhere.elsewhere = u"staging"_s;
    bench.console.add(bench.console.fact(FactKind::FlagUpdated, payments.text(), elsewhere));
    QCOMPARE(rows(*history->model()).size(), 1);
    QVERIFY(rows(*history->model()).at(0).contains(u"ON → OFF"_s));
    QCOMPARE(rows(*events->model()).size(), 3);
    QVERIFY(rows(*events->model()).at(0).contains(u"staging"_s)); // newest on top
    // The read-back that the first event caused comes in: now it is known what changed.
    bench.console.log.amend({waiting.serial, switched(false, true), {}});
    QCOMPARE(rows(*history->model()).size(), 2);
    QVERIFY(rows(*history->model()).at(1).contains(u"OFF → ON"_s));
}

void TestInspector::eventsLeadToTheirRow()
{
    Bench bench(m_theme);
    const Fact fact = bench.console.fact(FactKind::FlagUpdated, payments.text(), switched(true, false));
    bench.console.add(fact);
    bench.inspector.showFlag(payments);
    bench.openTab(2);
    QSignalSpy requested(&bench.inspector, &Inspector::factRequested);
    auto *events = bench.inspector.findChild<QListView *>(u"flagEvents"_s);
    QTest::mouseClick(events->viewport(), Qt::LeftButton, {}, {30, 10});
    QCOMPARE(requested.count(), 1);
    QCOMPARE(requested.at(0).at(0).toULongLong(), fact.serial);
}

void TestInspector::rawIsReadOnlyAndCopied()
{
    Bench bench(m_theme);
    bench.inspector.showFlag(payments);
    bench.openTab(3);
    auto *box = bench.inspector.findChild<QWidget *>(u"flagRaw"_s);
    auto *edit = box->findChild<QPlainTextEdit *>();
    QVERIFY(edit->isReadOnly());
    const FlagRef ref{FakeProvider::environment(), payments};
    QCOMPARE(edit->toPlainText(), bench.console.provider.lastExchange(ref));
    QVERIFY(!edit->toPlainText().isEmpty());
    QApplication::clipboard()->clear();
    QTest::mouseClick(box->findChild<QPushButton *>(), Qt::LeftButton);
    QCOMPARE(QApplication::clipboard()->text(), edit->toPlainText());
}

void TestInspector::anEmptyBoxSaysWhyAndCopiesNothing()
{
    CopyBox box(m_theme, u"Exchange"_s, 0);
    box.setEmptyText(u"Nothing yet."_s);
    const auto *edit = box.findChild<QPlainTextEdit *>();
    const auto *copy = box.findChild<QPushButton *>();
    QCOMPARE(edit->placeholderText(), u"Nothing yet."_s);
    QVERIFY(!copy->isEnabled());
    box.setText(u"GET /"_s);
    QVERIFY(copy->isEnabled());
    box.setText({});
    QVERIFY(!copy->isEnabled());
}

void TestInspector::showsAFact()
{
    Bench bench(m_theme);
    Fact fact = bench.console.fact(FactKind::FlagUpdated, payments.text(), switched(true, false));
    fact.by = u"mia@northwind"_s;
    fact.lag = 203ms;
    fact.raw = "{\"type\":\"flag.updated\",\"x\":\"<b>\"}";
    bench.console.add(fact);
    bench.inspector.showFact(fact.serial);
    QCOMPARE(bench.inspector.flag(), payments);
    QCOMPARE(bench.title(), u"flag.updated · payments-provider-b"_s);
    QCOMPARE(bench.text(u"factTime"_s), u"2026-06-11 14:20:00.000 UTC"_s);
    QCOMPARE(bench.text(u"factBy"_s), u"mia@northwind"_s);
    QCOMPARE(bench.text(u"factLag"_s), u"203 ms"_s);
    QCOMPARE(bench.text(u"factSource"_s), u"stream"_s);
    QVERIFY(!bench.block(u"factError"_s)->isVisible());
    QCOMPARE(beforeAndAfter(fact), (QVector<BeforeAfter>{{u"Switch"_s, u"ON"_s, u"OFF"_s}}));

    CommandDetail rollout;
    rollout.wanted.rollout = 50;
    rollout.enabledBefore = true;
    rollout.rolloutBefore = 25;
    QCOMPARE(beforeAndAfter(bench.console.fact(FactKind::Command, payments.text(), rollout)),
             (QVector<BeforeAfter>{{u"Ordered"_s, u"rollout 25 %"_s, u"rollout 50 %"_s}}));
    auto *raw = bench.inspector.findChild<QWidget *>(u"factRaw"_s)->findChild<QPlainTextEdit *>();
    QCOMPARE(raw->toPlainText(), QString::fromUtf8(fact.raw));
    // What is learned later is shown.
    bench.console.log.amend({fact.serial, switched(false, true), 300ms});
    bench.console.settle();
    QCOMPARE(bench.text(u"factLag"_s), u"300 ms"_s);
}

void TestInspector::factThatLeftTheLog()
{
    Bench bench(m_theme, 10);
    const Fact fact = bench.console.fact(FactKind::FlagUpdated, payments.text());
    bench.console.add(fact);
    bench.console.addUpdates(20);
    bench.inspector.showFact(fact.serial);
    QCOMPARE(bench.notice(), u"This row has left the log."_s);
    bench.inspector.showCommand(CommandId(u"no such"_s));
    QCOMPARE(bench.notice(), u"This command is no longer kept in memory."_s);
}

void TestInspector::waterfallSpeaks()
{
    CommandView command;
    command.stage = CommandStage::Accepted;
    command.steps = {{CommandStage::Sent, 0ms, {}}, {CommandStage::Accepted, 96ms, {}}};
    Waterfall waterfall(m_theme);
    waterfall.setRows(waterfallRows(command));
    QCOMPARE(waterfall.accessibleDescription(),
             u"Sent 0 ms, Accepted 96 ms, Seen not yet, Confirmed not yet"_s);
    command.stage = CommandStage::Confirmed;
    command.steps.append({CommandStage::Seen, 231ms, {}});
    command.steps.append({CommandStage::Confirmed, 412ms, {}});
    waterfall.setRows(waterfallRows(command));
    QCOMPARE(waterfall.accessibleDescription(),
             u"Sent 0 ms, Accepted 96 ms, Seen 231 ms, Confirmed 412 ms"_s);
    command.stage = CommandStage::Disagrees;
    command.steps = {{CommandStage::Sent, 0ms, {}},
                     {CommandStage::Accepted, 96ms, {}},
                     {CommandStage::Disagrees, 20s, {}}};
    waterfall.setRows(waterfallRows(command));
    QCOMPARE(waterfall.accessibleDescription(), u"Sent 0 ms, Accepted 96 ms, Seen never, Disagrees 20 s"_s);
    command.stage = CommandStage::Confirmed; // after its answer was lost
    command.steps = {
        {CommandStage::Sent, 0ms, {}}, {CommandStage::Unknown, 15s, {}}, {CommandStage::Confirmed, 17s, {}}};
    waterfall.setRows(waterfallRows(command));
    QCOMPARE(waterfall.accessibleDescription(),
             u"Sent 0 ms, Accepted never, Seen never, Unknown 15 s, Confirmed 17 s"_s);
}

void TestInspector::lastCommandStandsBelowNow()
{
    Bench bench(m_theme);
    bench.inspector.showFlag(payments);
    const auto *waterfall = bench.inspector.findChild<QWidget *>(u"flagPage"_s)->findChild<Waterfall *>();
    QVERIFY(!waterfall->isVisible());
    const CommandId id = bench.switchOff(u"cards <b>fail</b>"_s);
    QCOMPARE(bench.console.commands.command(id)->stage, CommandStage::Confirmed);
    bench.console.settle();
    QVERIFY(waterfall->isVisible());
    QVERIFY(waterfall->accessibleDescription().startsWith(u"Sent "_s));
    QVERIFY(waterfall->accessibleDescription().contains(u"Confirmed "_s));
    QVERIFY(!waterfall->accessibleDescription().contains(u"never"_s));
    QCOMPARE(bench.inspector.findChild<QLabel *>(u"commandCardTitle"_s)->text(),
             u"Last command · payments-provider-b"_s);
    QVERIFY(bench.inspector.findChild<QWidget *>(u"flagPage"_s)
                ->findChild<TextBlock *>(u"commandNote"_s)
                ->text()
                .contains(u"“cards <b>fail</b>”"_s));
    QSignalSpy undo(&bench.inspector, &Inspector::undoRequested);
    auto *page = bench.inspector.findChild<QWidget *>(u"flagPage"_s);
    QTest::mouseClick(page->findChild<QPushButton *>(u"commandUndo"_s), Qt::LeftButton);
    QCOMPARE(undo.count(), 1);
    QCOMPARE(undo.at(0).at(0).value<CommandId>(), id);
}

void TestInspector::commandWithItsRequests()
{
    Bench bench(m_theme);
    const CommandId id = bench.switchOff(u"it's broken"_s);
    bench.inspector.showCommand(id);
    QCOMPARE(bench.title(), u"Last command · payments-provider-b"_s);
    const auto *stage = bench.inspector.findChild<StageLabel *>(u"inspectorStage"_s);
    QVERIFY(stage->isVisible());
    QCOMPARE(stage->accessibleName(), u"confirmed"_s);
    QCOMPARE(bench.text(u"commandBy"_s), u"you"_s);
    QCOMPARE(bench.text(u"commandWanted"_s), u"OFF"_s);
    QCOMPARE(bench.text(u"commandReason"_s), u"it's broken"_s);
    QCOMPARE(bench.text(u"commandJournal"_s), u"not saved"_s);
    auto *line = bench.inspector.findChild<QWidget *>(u"commandControl"_s)->findChild<QPlainTextEdit *>();
    const QString provider = bench.console.provider.traits().name.toLower();
    QCOMPARE(line->toPlainText(),
             u"SIGNALBOX_TOKEN=\"$SIGNALBOX_TOKEN\" signalboxctl set payments-provider-b off --provider %1 "
             "--url https://flags.example --project shop --environment production "
             "--reason 'it'\\''s broken' --confirm production"_s.arg(shellQuoted(provider)));
    const auto *curl = bench.inspector.findChild<QWidget *>(u"commandCurl"_s);
    QVERIFY(!curl->isVisible()); // this provider needs more than one request
    bench.console.provider.curlLine = u"curl -X PATCH https://flags.example/f1"_s;
    bench.inspector.showCommand(id);
    QVERIFY(curl->isVisible());
    QCOMPARE(curl->findChild<QPlainTextEdit *>()->toPlainText(), bench.console.provider.curlLine);
    QApplication::clipboard()->clear();
    QTest::mouseClick(curl->findChild<QPushButton *>(), Qt::LeftButton);
    QCOMPARE(QApplication::clipboard()->text(), bench.console.provider.curlLine);
    bench.inspector.showFlag(payments);
    QVERIFY(!stage->isVisible());
}

void TestInspector::controlLineOfHostileNames()
{
    CommandView command;
    command.order.flag = FlagKey(u"--url=http://evil"_s);
    command.order.wanted.enabled = true;
    ConnectionInfo connection = ConsoleFixture::connection();
    connection.projectName = u"R&D $(id)"_s;
    connection.environmentClass = EnvironmentClass::Development;
    // A key that looks like an option stands behind the double dash.
    QCOMPARE(controlLine(command, connection, u"Togul"_s),
             u"SIGNALBOX_TOKEN=\"$SIGNALBOX_TOKEN\" signalboxctl set --provider togul "
             "--url https://flags.example --project 'R&D $(id)' --environment production --reason '' "
             "-- '--url=http://evil' on"_s);
    command.order.flag = FlagKey(u"a"_s + QChar(u'\0') + u"b"_s);
    QVERIFY(controlLine(command, connection, u"Togul"_s).isEmpty());
    command.order.flag = FlagKey(u"a"_s);
    command.order.wanted.defaultValue = FlagValue(false);
    QVERIFY(controlLine(command, connection, u"Togul"_s).contains(u"set a on "_s));
    QVERIFY(controlLine(command, connection, u"Togul"_s).contains(u" --default false "_s));
    command.order.wanted.defaultValue = FlagValue(u"it's \"blue\""_s);
    QVERIFY(controlLine(command, connection, u"Togul"_s)
                .contains(u" --default "_s + shellQuoted(u"\"it's \\\"blue\\\"\""_s) + u' '));
    command.order.wanted.defaultValue = FlagValue(JsonText{u"{}"_s});
    QVERIFY(controlLine(command, connection, u"Togul"_s).isEmpty()); // which signalboxctl does not take

    command.order.flag = FlagKey(u"a"_s);
    command.order.wanted = FlagPatch{.enabled = {}, .defaultValue = {}, .rollout = 0};
    const QString line = controlLine(command, connection, u"FlagDash"_s);
    QVERIFY2(line.contains(u"signalboxctl set a --provider flagdash "_s) && line.contains(u" --rollout 0 "_s),
             qPrintable(line));

    command.order.flag = FlagKey(u"a"_s, FlagKind::Config);
    const auto valueLine = [&command, &connection](const FlagValue &value) {
        command.order.wanted = FlagPatch{.enabled = {}, .defaultValue = value};
        return controlLine(command, connection, u"FlagDash"_s);
    };
    QVERIFY2(valueLine(-36.0).contains(u" --config --value -36 "_s), qPrintable(valueLine(-36.0)));
    QVERIFY(valueLine(JsonText{u"[1]"_s}).contains(u" --config --value "_s));
    command.order.flag = FlagKey(u"a"_s, FlagKind::AiConfig);
    QVERIFY(valueLine(u"it's"_s).contains(u" --ai-config --value "_s + shellQuoted(u"it's"_s)));
    QVERIFY(valueLine(u"@file"_s).isEmpty()); // would name a file
    QVERIFY(valueLine(u"-"_s).isEmpty());
}

void TestInspector::commandsRowShowsTheCommand()
{
    Bench bench(m_theme);
    const CommandId id = bench.switchOff(u"why"_s);
    bench.inspector.showFact(bench.console.commands.command(id)->factSerial);
    QCOMPARE(bench.title(), u"Last command · payments-provider-b"_s);
}

void TestInspector::undoCountsDown()
{
    CommandView command;
    const WallTime now(std::chrono::hours(500'000));
    QVERIFY(!undoTimeLeft(command, now));
    command.steps = {{CommandStage::Confirmed, 412ms, now}};
    QCOMPARE(undoTimeLeft(command, now + 2s).value(), u"9:58"_s);
    QCOMPARE(undoTimeLeft(command, now + 9min + 59s + 500ms).value(), u"0:01"_s);
    QVERIFY(!undoTimeLeft(command, now + 10min));
    QCOMPARE(undoTimeLeft(command, now - 1h).value(), u"10:00"_s); // the clock was set back
}

void TestInspector::modelKeepsTheRules()
{
    ConsoleFixture console(700);
    FlagFactsModel model(console.log, FlagFactsModel::Choice::All);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const auto batch = [&console](int count) {
        QVector<Fact> facts;
        for (int i = 0; i < count; ++i)
            facts.append(console.fact(FactKind::FlagUpdated, i % 2 == 0 ? u"mine"_s : u"other"_s));
        console.log.add(facts);
    };
    batch(10);
    model.setFlag(FlagKey(u"mine"_s));
    QCOMPARE(model.rowCount(), 5);
    batch(0);
    batch(10);
    QCOMPARE(model.rowCount(), 10);
    QVERIFY(model.index(0).data(FlagFactsModel::SerialRole).toULongLong()
            > model.index(1).data(FlagFactsModel::SerialRole).toULongLong());
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    batch(690); // ten old rows leave the log, five of them ours
    QCOMPARE(model.rowCount(), 350);
    QCOMPARE(removed.count(), 1);
    QCOMPARE(inserted.count(), 1);
    QVector<Fact> many;
    for (int i = 0; i < 600; ++i)
        many.append(console.fact(FactKind::FlagUpdated, u"mine"_s));
    console.log.add(many); // more than the model keeps
    QCOMPARE(model.rowCount(), FlagFactsModel::capacity);
    QCOMPARE(model.index(0).data(FlagFactsModel::SerialRole).toULongLong(), many.constLast().serial);
    console.log.clear();
    QCOMPARE(model.rowCount(), 0);
}

void TestInspector::wrapsLongWords()
{
    TextBlock block(m_theme);
    block.setText(QString(100, u'w'));
    const int line = block.fontMetrics().height();
    QVERIFY(block.heightForWidth(120) > 5 * line);
    block.setMaximumLines(2);
    QVERIFY(block.heightForWidth(120) < 3 * line + 8);
    QVERIFY(block.minimumSizeHint().width() <= 60);
    block.setText(u"short"_s);
    QVERIFY(block.heightForWidth(120) < 2 * line);
}

QTEST_MAIN(TestInspector)
#include "tst_inspector.moc"
