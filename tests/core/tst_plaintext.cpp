// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plaintext.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestPlainText : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void plainLine_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");

        QTest::newRow("empty") << QString() << QString();
        QTest::newRow("plain") << u"New checkout"_s << u"New checkout"_s;
        QTest::newRow("markup is text") << u"<b>hi</b> &amp;"_s << u"<b>hi</b> &amp;"_s;
        QTest::newRow("line ends") << u"a\nb\r\tc"_s << u"a␊b␍␉c"_s;
        QTest::newRow("NUL") << u"a\0b"_s << u"a␀b"_s;
        QTest::newRow("delete") << u"a\u007fb"_s << u"a␡b"_s;
        QTest::newRow("C1 control") << u"a\u0085b"_s << u"a\ufffdb"_s;
        QTest::newRow("line separator") << u"a\u2028b\u2029c"_s << u"a␤b␤c"_s;
        QTest::newRow("right-to-left override") << u"evil\u202Egnp"_s << u"evil\ufffdgnp"_s;
        QTest::newRow("isolates") << u"\u2066a\u2069"_s << u"\ufffda\ufffd"_s;
        QTest::newRow("zero width space") << u"check\u200bout"_s << u"check\ufffdout"_s;
        QTest::newRow("byte order mark") << u"\ufeffkey"_s << u"\ufffdkey"_s;
        QTest::newRow("Hebrew stays") << u"שלום"_s << u"שלום"_s;
        QTest::newRow("joined emoji stay") << u"👩\u200d💻"_s << u"👩\u200d💻"_s;
        QTest::newRow("half a pair") << QString(u"a"_s + QChar(0xd83d) + u"b"_s) << u"a\ufffdb"_s;
        QTest::newRow("tag characters") << u"a\U000E0041b"_s << u"a\ufffdb"_s;
    }

    void plainLine()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QCOMPARE(signalbox::plainLine(text), expected);
    }

    void aLongLineEndsInAnEllipsisWithinTheLimit()
    {
        const QString cut = signalbox::plainLine(QString(10'000, u'x'));
        QCOMPARE(cut.size(), limits::displayedNameLength);
        QVERIFY(cut.endsWith(u'…'));
        QCOMPARE(signalbox::plainLine(u"abcd"_s, 4), u"abcd"_s);
        QCOMPARE(signalbox::plainLine(u"abcde"_s, 4), u"abc…"_s);
    }

    void aPairIsNeverHalved()
    {
        QCOMPARE(signalbox::plainLine(u"a😀b😀c"_s, 3), u"a😀…"_s);
        QCOMPARE(signalbox::plainLine(u"😀😀😀"_s, 3), u"😀😀😀"_s);
    }

    void toolTipsLeaveNothingToGuess()
    {
        QCOMPARE(
            plainToolTip(u"<img src=x>\n\"a\" & b"_s),
            u"<qt><div style=\"white-space:nowrap\">&lt;img src=x&gt;<br>&quot;a&quot; &amp; b</div></qt>"_s);
    }

    void longWordsOfToolTipsMayBeBroken()
    {
        const QString word(60, u'w');
        const QString gap(QChar(0x200B));
        QCOMPARE(plainToolTip(word + u' ' + word + u'\n' + word),
                 QString(u"<qt>" + word + u' ' + word + u"<br>" + word + u"</qt>"));
        QCOMPARE(plainToolTip(word + word + u'w'), QString(u"<qt>" + word + gap + word + gap + u"w</qt>"));
        const QString odd = word.chopped(1) + u"😀😀"_s; // a pair is not halved
        QCOMPARE(plainToolTip(odd), QString(u"<qt>" + word.chopped(1) + u"😀"_s + gap + u"😀</qt>"_s));
    }
};

QTEST_GUILESS_MAIN(TestPlainText)
#include "tst_plaintext.moc"
