// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/shelltext.h"

#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

void hostileTexts()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("word");
    QTest::newRow("plain") << u"new-checkout"_s << u"new-checkout"_s;
    QTest::newRow("nothing") << QString() << u"''"_s;
    QTest::newRow("space and dollar") << u"a $HOME"_s << u"'a $HOME'"_s;
    QTest::newRow("substitution") << u"`id` $(id); id & \\"_s << u"'`id` $(id); id & \\'"_s;
    QTest::newRow("quote") << u"it's"_s << u"'it'\\''s'"_s;
    QTest::newRow("only quotes") << u"''"_s << u"''\\'''\\'''"_s;
    QTest::newRow("double quote and history") << u"\"!!\""_s << u"'\"!!\"'"_s;
    QTest::newRow("stars and braces") << u"*{a,b}?[x]"_s << u"'*{a,b}?[x]'"_s;
    QTest::newRow("home and assignment") << u"~a=b"_s << u"'~a=b'"_s;
    QTest::newRow("letters of the world") << u"größe 値"_s << u"'größe 値'"_s;
    QTest::newRow("line feed and escape") << u"a\nb\x1b[2J"_s << u"$'a\\012b\\033[2J'"_s;
    QTest::newRow("line feeds at the end") << u"a\n\n"_s << u"$'a\\012\\012'"_s;
    QTest::newRow("turned around, quote, history") << u"a'\u202Eb!"_s << u"$'a\\047\\342\\200\\256b\\041'"_s;
    QTest::newRow("digit after an escape") << u"\t7\\8"_s << u"$'\\0117\\1348'"_s;
    QTest::newRow("hidden beyond the first plane")
        << QString::fromUcs4(U"a\U000E0041") << u"$'a\\363\\240\\201\\201'"_s;
}

} // namespace

class TestShellText : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void words_data() { hostileTexts(); }
    void words()
    {
        QFETCH(QString, text);
        QTEST(shellQuoted(text), "word");
        const QList<uint> characters = shellQuoted(text).toUcs4();
        for (const char32_t c : characters)
            QVERIFY(!isUnprintable(c));
    }

    void aShellReadsWhatWasMeant_data() { hostileTexts(); }
    void aShellReadsWhatWasMeant()
    {
        const QString bash = QStandardPaths::findExecutable(u"bash"_s);
        QVERIFY2(!bash.isEmpty(), "This needs bash; installer/packages.txt lists it.");
        QFETCH(QString, text);
        QProcess shell;
        shell.start(bash, {u"-c"_s, u"printf '[%s]' "_s + shellQuoted(text)});
        QVERIFY(shell.waitForFinished());
        QCOMPARE(QString::fromUtf8(shell.readAllStandardOutput()), QString(u'[' + text + u']'));
    }

    void whatNoProgramCanBeGivenDoesNotFit()
    {
        QVERIFY(fitsShell(u"größe \U0001F600\n"_s));
        QVERIFY(!fitsShell(QString(u"a"_s + QChar(u'\0') + u"b"_s)));
        QVERIFY(!fitsShell(QString(u"a"_s + QChar(0xD83D))));
    }
};

QTEST_GUILESS_MAIN(TestShellText)
#include "tst_shelltext.moc"
