// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/jsonlines.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestJsonLines final : public QObject
{
    Q_OBJECT

private slots:
    void layout_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("object")
            << u"200 application/json\n\n{\"b\":1,\"a\":[true,null]}"_s
            << u"200 application/json\n\n{\n  \"b\": 1,\n  \"a\": [\n    true,\n    null\n  ]\n}"_s;
        QTest::newRow("nothing in it") << u"{\"a\":{},\"b\":[ ]}"_s << u"{\n  \"a\": {},\n  \"b\": []\n}"_s;
        QTest::newRow("brackets in strings")
            << u"[\"{,:\\\"]\",\"\\\\\"]"_s << u"[\n  \"{,:\\\"]\",\n  \"\\\\\"\n]"_s;
        QTest::newRow("numbers as sent")
            << u"[12345678901234567890,1.0]"_s << u"[\n  12345678901234567890,\n  1.0\n]"_s;
        for (const QString &left : {u"{\"cut\":\"sho"_s, u"{\"a\":1"_s, u"{]"_s, u"[]]"_s, u"{} and more"_s,
                                    u"plain, text: here"_s, QString(), u"\"{}\""_s})
            QTest::addRow("as it is: %s", qPrintable(left)) << left << left;
    }
    void layout()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, expected);
        QCOMPARE(withIndentedJson(text), expected);
    }

    void depthCostsNothing()
    {
        const QString deep = QString(10'000, u'[') + QString(10'000, u']');
        const QString laidOut = withIndentedJson(deep);
        QVERIFY(laidOut.size() < 60'000);
        QCOMPARE(QString(laidOut).remove(u'\n').remove(u' '), deep);
    }
};

QTEST_GUILESS_MAIN(TestJsonLines)
#include "tst_jsonlines.moc"
