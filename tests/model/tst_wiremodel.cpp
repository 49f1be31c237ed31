// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/wiremodel.h"
#include "support/manualclock.h"

#include <QAbstractItemModelTester>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

WirePiece piece(const QByteArray &bytes, WirePiece::Kind kind = WirePiece::Kind::Body)
{
    return {kind, 1, WallTime(1'781'187'600'250ms), MonotonicTime(1h), bytes.size(), bytes};
}

} // namespace

class TestWireModel final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        m_added = 0;
        m_clock = std::make_unique<ManualClock>();
        m_tap =
            std::make_unique<WireTap>(*m_clock, WireLimits{.bytes = 1000, .pieces = 5, .pieceBytes = 100});
        m_model = std::make_unique<WireModel>(*m_tap, *m_clock);
        m_tester = std::make_unique<QAbstractItemModelTester>(
            m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    }
    void cleanup()
    {
        m_tester.reset();
        m_model.reset();
        m_tap.reset();
        m_clock.reset();
    }

    void showsTimesSizesAndContent()
    {
        m_tap->beginConnection();
        m_tap->add(WirePiece::Kind::Request, "GET / HTTP\r\n");
        m_clock->advance(412ms);
        m_tap->add(WirePiece::Kind::Body, "data: a\n\n");
        m_model->setLooking(true);
        QCOMPARE(texts(), QStringList({u"14:20:00.000||1|request|12|GET / HTTP\u2190\u2193"_s,
                                       u"14:20:00.412|+0.412|1|body|9|data: a\u2193\u2193"_s}));
        m_model->setForm(WireForm::Hex);
        QCOMPARE(texts().last(), u"14:20:00.412|+0.412|1|body|9|64 61 74 61 3a 20 61 0a 0a"_s);
        QCOMPARE(texts().first(), u"14:20:00.000||1|request|12|GET / HTTP\u2190\u2193"_s); // a head is text
        QVERIFY(m_model->index(1, 0).data(Qt::AccessibleTextRole).toString().contains(u"body of 9 bytes"_s));
        QCOMPARE(m_model->headerData(WireModel::Content, Qt::Horizontal, Qt::DisplayRole).toString(),
                 u"Content"_s);
    }

    void looksOnlyWhileItIsShown()
    {
        QVERIFY(!m_clock->nextTimer());
        m_model->setLooking(true);
        QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
        add(2);
        QCOMPARE(m_model->rowCount(), 0); // not before the next look
        m_clock->advance(limits::wireTick);
        QCOMPARE(m_model->rowCount(), 2);
        QCOMPARE(inserted.size(), 1);
        m_clock->advance(limits::wireTick);
        QCOMPARE(inserted.size(), 1);
        m_model->setLooking(false);
        QVERIFY(!m_clock->nextTimer());
        add(1);
        m_clock->advance(1h);
        QCOMPARE(m_model->rowCount(), 2);
        m_model->setLooking(true);
        QCOMPARE(m_model->rowCount(), 3);
    }

    void batchesBelowAtAndAboveTheCapacity_data()
    {
        QTest::addColumn<int>("before");
        QTest::addColumn<int>("batch");
        for (const int before : {0, 1, 4, 5}) {
            for (const int batch : {1, 4, 5, 6, 20})
                QTest::addRow("%d, then %d", before, batch) << before << batch;
        }
    }
    void batchesBelowAtAndAboveTheCapacity()
    {
        QFETCH(int, before);
        QFETCH(int, batch);
        m_model->setLooking(true);
        add(before);
        m_clock->advance(limits::wireTick);
        QSignalSpy removed(m_model.get(), &QAbstractItemModel::rowsRemoved);
        QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
        add(batch);
        m_clock->advance(limits::wireTick);
        const int all = before + batch;
        QCOMPARE(m_model->rowCount(), std::min(all, 5));
        QCOMPARE(inserted.size(), 1);
        const int left = std::min(before, std::max(0, all - 5));
        QCOMPARE(removed.size(), left > 0 ? 1 : 0);
        if (left > 0)
            QCOMPARE(removed.first().at(2).toInt(), left - 1);
        QCOMPARE(m_model->droppedCount(), quint64(std::max(0, all - 5)));
        QCOMPARE(m_model->pieceAt(m_model->rowCount() - 1).bytes, QByteArray::number(all));
        QCOMPARE(m_model->rowOf(m_model->numberOf(0)), 0);
        QCOMPARE(m_model->rowOf(quint64(all)), -1);
    }

    void pausingFreezesWhatIsShown()
    {
        m_model->setLooking(true);
        add(3);
        QSignalSpy changed(m_model.get(), &WireModel::changed);
        m_model->setPaused(true); // takes what came until now
        QCOMPARE(m_model->rowCount(), 3);
        const QStringList before = texts();
        add(20);
        changed.clear();
        m_clock->advance(limits::wireTick);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(texts(), before);
        QCOMPARE(m_model->waitingCount(), quint64(5)); // the others have left the tap
        m_model->setPaused(false);
        QCOMPARE(m_model->rowCount(), 5);
        QCOMPARE(m_model->pieceAt(0).bytes, QByteArray("19"));
        QCOMPARE(m_model->waitingCount(), quint64(0));
        QCOMPARE(m_model->droppedCount(), quint64(18));
    }

    void finds()
    {
        m_model->setLooking(true);
        for (const char *text : {"data: Alpha\n\n", "data: beta\n\n", "data: ALPHA\n\n"})
            m_tap->add(WirePiece::Kind::Body, text);
        QCOMPARE(m_model->find(u"alpha"_s, 0, false), -1); // not looked yet
        m_clock->advance(limits::wireTick);
        QCOMPARE(m_model->find(u"alpha"_s, 0, false), 0);
        QCOMPARE(m_model->find(u"alpha"_s, 1, false), 2);
        QCOMPARE(m_model->find(u"beta"_s, 2, false), 1); // round the end
        QCOMPARE(m_model->find(u"beta"_s, 0, true), 1);
        QCOMPARE(m_model->find(u"beta\u2193"_s, 0, false), 1);
        QCOMPARE(m_model->find(u"gamma"_s, 0, false), -1);
        QCOMPARE(m_model->find({}, 0, false), -1);
        m_model->setForm(WireForm::Hex);
        QCOMPARE(m_model->find(u"62 65 74 61"_s, 0, false), 1);
    }

    void whatCannotBeSeenHasASymbol_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("line");
        QTest::newRow("line ends") << QByteArray("a\r\nb\rc\n") << u"a\u2190\u2193b\u2190c\u2193"_s;
        QTest::newRow("tab, NUL, escape, DEL")
            << QByteArray("\t\0\x1B[31m\x7F", 8) << u"\u2192\\x00\\x1B[31m\\x7F"_s;
        QTest::newRow("UTF-8") << QByteArray("gr\xC3\xBC\xC3\x9F \xF0\x9F\x9A\xA6")
                               << QString::fromUtf8("grüß 🚦");
        QTest::newRow("bytes that are none")
            << QByteArray("a\xFF\xC3(\xE2\x82") << u"a\\xFF\\xC3(\\xE2\\x82"_s;
        QTest::newRow("order marks") << QByteArray("a\xE2\x80\xAE") + "b" << u"a\uFFFDb"_s;
        QTest::newRow("markup") << QByteArray("<b>&amp;") << u"<b>&amp;"_s;
        QTest::newRow("long") << QByteArray(1000, 'x') << QString(QString(299, u'x') + u'\u2026');
    }
    void whatCannotBeSeenHasASymbol()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, line);
        QCOMPARE(wireLine(piece(bytes), WireForm::Text), line);
    }

    void blocksShowAllOfIt()
    {
        QCOMPARE(wireBlock(piece("a\r\nb\n\n"), WireForm::Text), u"a\u2190\u2193\nb\u2193\n\u2193\n"_s);
        QCOMPARE(wireBlock(piece("0123456789abcdef\n\xFF"), WireForm::Hex),
                 u"000000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef\n"
                 "000010  0a ff                                            ..\n"_s);
        WirePiece cut = piece("abc");
        cut.size = 100;
        QCOMPARE(wireBlock(cut, WireForm::Text), u"abc\n[97 more bytes were not kept]"_s);
    }

    void exportsAsTextAndAsJsonLines()
    {
        const QVector<WirePiece> pieces{piece("GET /\r\n", WirePiece::Kind::Request),
                                        piece("data: \xC3\xBC\n\n"), piece("\xFF")};
        QCOMPARE(QString::fromUtf8(wireAsText(pieces)),
                 u"--- 2026-06-11T14:20:00.250Z  connection 1  request  7 bytes\nGET /\u2190\u2193\n\n"
                 "--- 2026-06-11T14:20:00.250Z  connection 1  body  10 bytes\ndata: \u00FC\u2193\n\u2193\n\n"
                 "--- 2026-06-11T14:20:00.250Z  connection 1  body  1 bytes\n\\xFF\n"_s);
        const QByteArrayList lines = wireAsJsonLines(pieces).trimmed().split('\n');
        QCOMPARE(lines.size(), 3);
        const QJsonObject first = QJsonDocument::fromJson(lines.at(0)).object();
        QCOMPARE(first.value(u"kind"_s).toString(), u"request"_s);
        QCOMPARE(first.value(u"time"_s).toString(), u"2026-06-11T14:20:00.250Z"_s);
        QCOMPARE(QJsonDocument::fromJson(lines.at(1)).object().value(u"text"_s).toString(),
                 u"data: \u00FC\n\n"_s);
        QCOMPARE(QJsonDocument::fromJson(lines.at(2)).object().value(u"base64"_s).toString(), u"/w=="_s);
    }

private:
    void add(int count)
    {
        for (int i = 0; i < count; ++i)
            m_tap->add(WirePiece::Kind::Body, std::to_string(++m_added));
    }
    [[nodiscard]] QStringList texts() const
    {
        QStringList rows;
        for (int row = 0; row < m_model->rowCount(); ++row) {
            QStringList cells;
            for (int column = 0; column < m_model->columnCount(); ++column)
                cells.append(m_model->index(row, column).data().toString());
            rows.append(cells.join(u'|'));
        }
        return rows;
    }

    std::unique_ptr<ManualClock> m_clock;
    std::unique_ptr<WireTap> m_tap;
    std::unique_ptr<WireModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    int m_added = 0;
};

QTEST_GUILESS_MAIN(TestWireModel)
#include "tst_wiremodel.moc"
