// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalbox/display.h"

#include <QProcess>
#include <QRegularExpression>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestDisplay : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        for (const char *variable : {"QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY"})
            qunsetenv(variable);
    }

    void noneIsSaidWithTheWayOut()
    {
        const auto reason = missingDisplay();
        QVERIFY(reason);
        QVERIFY2(reason->startsWith(u"There is no display"_s), qPrintable(*reason));
        QVERIFY2(reason->contains(u"signalboxctl demo"_s), qPrintable(*reason));
    }

    void oneThatDoesNotAnswerIsSaid()
    {
        qputenv("DISPLAY", ":59999.0");
        const auto reason = missingDisplay();
        QVERIFY(reason);
        QVERIFY2(reason->startsWith(u"The display :59999.0 does not answer."_s), qPrintable(*reason));
    }

    void whatOnlyQtCanTellIsLeftToIt_data()
    {
        QTest::addColumn<QByteArray>("variable");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("chosen platform") << QByteArray("QT_QPA_PLATFORM") << QByteArray("offscreen");
        QTest::newRow("Wayland") << QByteArray("WAYLAND_DISPLAY") << QByteArray("wayland-0");
        QTest::newRow("another machine") << QByteArray("DISPLAY") << QByteArray("far.example:0");
    }

    void whatOnlyQtCanTellIsLeftToIt()
    {
        QFETCH(QByteArray, variable);
        QFETCH(QByteArray, value);
        qputenv(variable.constData(), value);
        QVERIFY(!missingDisplay());
    }

    void theProgramEndsWithTheSentence()
    {
        QProcess program;
        program.start(QStringLiteral(SIGNALBOX), {u"--demo"_s});
        QVERIFY(program.waitForFinished());
        QCOMPARE(program.exitStatus(), QProcess::NormalExit); // Qt by itself would abort
        QCOMPARE(program.exitCode(), 1);
        const QByteArray said = program.readAllStandardError();
        QVERIFY2(said.startsWith("There is no display"), said.constData());
        QVERIFY(program.readAllStandardOutput().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestDisplay)
#include "tst_display.moc"
