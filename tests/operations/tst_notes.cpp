// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/limits.h"
#include "model/facttext.h"
#include "operations/notes.h"
#include "support/manualclock.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestNotes final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void aNoteIsARowOfItsAuthor()
    {
        Notes notes(m_clock, m_serials, u"mia@example.com"_s);
        QSignalSpy added(&notes, &Notes::factsAdded);
        const quint64 serial = notes.add(u"  rolled back, see INC-7\n"_s, FlagKey(u"new-checkout"_s));
        QCOMPARE(added.count(), 1);
        const Fact fact = added.constFirst().constFirst().value<QVector<Fact>>().constFirst();
        QCOMPARE(fact.serial, serial);
        QCOMPARE(fact.kind, FactKind::Note);
        QCOMPARE(fact.source, FactSource::Person);
        QCOMPARE(fact.time, m_clock.wallTime());
        QCOMPARE(fact.flag.text(), u"new-checkout"_s);
        QCOMPARE(fact.by, u"mia@example.com"_s);
        QCOMPARE(factText(fact), u"rolled back, see INC-7"_s);
        QVERIFY(notes.isOwn(serial));
    }

    void keepsTheMomentItIsAbout()
    {
        Notes notes(m_clock, m_serials, {});
        QSignalSpy added(&notes, &Notes::factsAdded);
        QSignalSpy amended(&notes, &Notes::factAmended);
        const WallTime about = m_clock.wallTime() - std::chrono::minutes(3);
        const quint64 serial = notes.add(u"this one"_s, {}, about);
        const Fact fact = added.constFirst().constFirst().value<QVector<Fact>>().constFirst();
        QCOMPARE(fact.time, m_clock.wallTime());
        QVERIFY(*fact.detail == FactDetail(TextDetail{u"this one"_s, about}));
        notes.edit(serial, u"that one"_s);
        const auto amendment = amended.constFirst().constFirst().value<FactAmendment>();
        QVERIFY(amendment.detail == FactDetail(TextDetail{u"that one"_s, about}));
    }

    void nothingIsAddedForNothing()
    {
        Notes notes(m_clock, m_serials, {});
        QSignalSpy added(&notes, &Notes::factsAdded);
        QCOMPARE(notes.add(u" \n\t "_s, {}), quint64(0));
        QCOMPARE(added.count(), 0);
    }

    void longTextsAreCutBetweenCharacters()
    {
        Notes notes(m_clock, m_serials, {});
        QSignalSpy added(&notes, &Notes::factsAdded);
        notes.add(QString(limits::noteLength - 1, u'x') + u"😀 and more"_s, {});
        const Fact fact = added.constFirst().constFirst().value<QVector<Fact>>().constFirst();
        const QString text = std::get<TextDetail>(*fact.detail).text;
        QCOMPARE(text, QString(limits::noteLength - 1, u'x'));
    }

    void onlyOwnNotesAreEditedAndDeleted()
    {
        Notes notes(m_clock, m_serials, {});
        const quint64 serial = notes.add(u"first"_s, {});
        QSignalSpy amended(&notes, &Notes::factAmended);
        notes.edit(serial + 1, u"not ours"_s);
        notes.remove(serial + 1);
        QCOMPARE(amended.count(), 0);
        notes.edit(serial, u" second "_s);
        auto amendment = amended.takeFirst().constFirst().value<FactAmendment>();
        QCOMPARE(amendment.serial, serial);
        QVERIFY(amendment.detail == FactDetail(TextDetail{u"second"_s}));
        notes.edit(serial, u" "_s); // an empty text deletes
        amendment = amended.takeFirst().constFirst().value<FactAmendment>();
        QVERIFY(amendment.detail == FactDetail(TextDetail{}));
        QVERIFY(!notes.isOwn(serial));
        notes.edit(serial, u"again"_s);
        QCOMPARE(amended.count(), 0);
    }

    void aDeletedNoteSaysSo()
    {
        Fact fact;
        fact.kind = FactKind::Note;
        fact.detail = makeDetail(TextDetail{});
        QCOMPARE(factText(fact), u"note deleted"_s);
    }

private:
    ManualClock m_clock;
    FactSerials m_serials;
};

QTEST_GUILESS_MAIN(TestNotes)
#include "tst_notes.moc"
