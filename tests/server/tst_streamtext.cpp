// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/dialects/streamtext.h"

#include "server/dialects/flagdash/flagdashcodec.h"
#include "server/dialects/togul/togulcodec.h"

#include <QJsonDocument>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

/// What an outbox holds may come from another server or a hand: frames stay whole whatever stands in it.
class TestStreamText : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void framesStayWhole_data()
    {
        QTest::addColumn<QString>("key");
        QTest::newRow("plain") << u"checkout-v2"_s;
        QTest::newRow("slashes") << u"a/b"_s;
        QTest::newRow("quote") << u"a\",\"key\":\"b"_s;
        QTest::newRow("backslash") << u"a\\"_s;
        QTest::newRow("line ends") << u"a\r\n\ndata: {}\n\nevent: flag.deleted"_s;
        QTest::newRow("zero") << QString(QChar(0));
        QTest::newRow("beyond latin") << u"prüfung-🚦"_s;
        QTest::newRow("separators that are line ends elsewhere") << u"a\u2028b\u0085"_s;
        QTest::newRow("empty") << u""_s;
    }

    void framesStayWhole()
    {
        QFETCH(QString, key);
        const OutboxRecord change{7, u"o"_s, u"e"_s, u"flag.updated"_s, key, WallTime()};
        const auto dataOf = [](const QByteArray &frame, int line) {
            const QList<QByteArray> lines = frame.split('\n');
            return QJsonDocument::fromJson(lines.value(line).mid(6)).object();
        };
        const QByteArray togul = toguldialect::streamWords().change(change);
        QVERIFY(togul.startsWith("id: 7\ndata: {"));
        QCOMPARE(togul.count('\n'), 3);
        QVERIFY(!togul.contains('\r') && togul.endsWith("}\n\n"));
        QCOMPARE(dataOf(togul, 1)[u"flag_key"_s].toString(), key);
        const QByteArray flagDash = flagdashdialect::streamWords().change(change);
        QVERIFY(flagDash.startsWith("id: 7\nevent: flag.updated\ndata: {"));
        QCOMPARE(flagDash.count('\n'), 4);
        QVERIFY(!flagDash.contains('\r') && flagDash.endsWith("}\n\n"));
        QCOMPARE(dataOf(flagDash, 2)[u"key"_s].toString(), key);
    }
};

QTEST_GUILESS_MAIN(TestStreamText)
#include "tst_streamtext.moc"
