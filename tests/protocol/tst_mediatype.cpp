// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/mediatype.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestMediaType final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void extracts_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const QByteArray &value, const QByteArray &expected) {
            QTest::newRow(name) << value << expected;
        };
        row("plain", "text/html", "text/html");
        row("any case", "Text/HTML", "text/html");
        row("white space around", " \ttext/html\t ;x=y", "text/html");
        row("parameters", "text/html;charset=utf-8;x=y", "text/html");
        row("the last one", "text/html, application/json", "application/json");
        row("the last that is one", "text/html, nonsense, */*, ", "text/html");
        row("a quoted comma", "text/html;x=\"a,image/png\"", "text/html");
        row("a quoted escape", "text/html;x=\"a\\\",image/png\"", "text/html");
        row("a quote that never ends", "text/html;x=\"a,image/png", "text/html");
        row("a quote that never ends, after an escape", "text/html;x=\"a\\", "text/html");
        row("all token characters", "a!#$%&'*+-.^_`|~0/b", "a!#$%&'*+-.^_`|~0/b");
        row("empty", "", "");
        row("no slash", "text", "");
        row("no type", "/html", "");
        row("no subtype", "text/;x=y", "");
        row("space before the slash", "text /html", "");
        row("two slashes", "text/html/x", "");
        row("beyond ASCII", "text/h\xC3\xA4ml", "");
        row("NUL", QByteArray("text/h\0ml", 9), "");
        row("anything", "*/*", "");
    }
    void extracts()
    {
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, expected);
        QCOMPARE(extractMediaType(value), expected);
    }
};

QTEST_GUILESS_MAIN(TestMediaType)
#include "tst_mediatype.moc"
