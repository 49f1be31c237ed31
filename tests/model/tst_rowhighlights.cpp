// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rowhighlights.h"
#include "model/samples.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace signalbox::samples;
using namespace Qt::StringLiterals;

class TestRowHighlights final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void theFirstRuleThatMatchesMarks()
    {
        EventLog log(10);
        log.add({fact(1, FactKind::FlagUpdated, u"checkout"_s), fact(2, FactKind::Gap, {}),
                 fact(3, FactKind::FlagDeleted, u"checkout"_s)});
        RowHighlights highlights(log, u"production"_s);
        QVERIFY(!highlights.markOf(1));
        QSignalSpy changed(&highlights, &RowHighlights::changed);
        highlights.setRules({{u"type:flag.deleted"_s, RowMark::Diamond}, {u"checkout"_s, RowMark::Circle}});
        QCOMPARE(changed.count(), 1);
        QVERIFY(highlights.markOf(1) == RowMark::Circle);
        QVERIFY(!highlights.markOf(2));
        QVERIFY(highlights.markOf(3) == RowMark::Diamond);
        QVERIFY(!highlights.markOf(99));
        highlights.setRules({});
        QVERIFY(!highlights.markOf(1));
    }

    void wrongAndEmptyFiltersMarkNothing()
    {
        EventLog log(10);
        log.add({fact(1)});
        RowHighlights highlights(log, {});
        highlights.setRules({{u"nofield:x"_s, RowMark::Square}, {QString(), RowMark::Square}});
        QVERIFY(!highlights.markOf(1));
    }

    void whatIsLearnedLaterCounts()
    {
        EventLog log(10);
        Fact command = fact(1, FactKind::Command);
        CommandDetail detail;
        detail.stage = CommandStage::Sent;
        command.detail = makeDetail(detail);
        log.add({command});
        RowHighlights highlights(log, {});
        highlights.setRules({{u"type:confirmed"_s, RowMark::Triangle}});
        QVERIFY(!highlights.markOf(1));
        detail.stage = CommandStage::Confirmed;
        log.amend({1, detail, {}});
        QVERIFY(highlights.markOf(1) == RowMark::Triangle);
    }

    void rowsOfAClearedLogAreForgotten()
    {
        EventLog log(10);
        log.add({fact(1, FactKind::Gap)});
        RowHighlights highlights(log, {});
        highlights.setRules({{u"type:gap"_s, RowMark::Square}});
        QVERIFY(highlights.markOf(1));
        log.clear();
        log.add({fact(1)});
        QVERIFY(!highlights.markOf(1));
    }

    void thereAreOnlySoManyRules()
    {
        EventLog log(10);
        log.add({fact(1)});
        RowHighlights highlights(log, {});
        QVector<Highlighter> rules(limits::highlighters, {u"nowhere"_s, RowMark::Square});
        rules.append({u"checkout"_s, RowMark::Circle});
        highlights.setRules(rules);
        QVERIFY(!highlights.markOf(1));
    }
};

QTEST_GUILESS_MAIN(TestRowHighlights)
#include "tst_rowhighlights.moc"
