// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connection.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestConnection : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void suggestedClass_data()
    {
        QTest::addColumn<QString>("environment");
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("expected");

        QTest::newRow("production") << u"production"_s << u"https://flags.example"_s << u"production"_s;
        QTest::newRow("capitals") << u"PROD-EU"_s << u"https://flags.example"_s << u"production"_s;
        QTest::newRow("live") << u"Live"_s << u"https://flags.example"_s << u"production"_s;
        QTest::newRow("unknown name") << u"blue"_s << u"https://flags.example"_s << u"production"_s;
        QTest::newRow("no name") << QString() << u"https://flags.example"_s << u"production"_s;
        QTest::newRow("host says production") << u"staging"_s << u"https://prod.example"_s << u"production"_s;
        QTest::newRow("staging") << u"staging"_s << u"https://flags.example"_s << u"staging"_s;
        QTest::newRow("acceptance") << u"UAT"_s << u"https://flags.example"_s << u"staging"_s;
        QTest::newRow("preproduction is doubted")
            << u"preprod"_s << u"https://flags.example"_s << u"production"_s;
        QTest::newRow("development") << u"development"_s << u"https://flags.example"_s << u"development"_s;
        QTest::newRow("short") << u"dev"_s << u"https://flags.example"_s << u"development"_s;
        QTest::newRow("local") << u"localhost"_s << u"http://127.0.0.1:8080"_s << u"development"_s;
    }

    void suggestedClass()
    {
        QFETCH(QString, environment);
        QFETCH(QString, url);
        QFETCH(QString, expected);
        QCOMPARE(word(signalbox::suggestedClass(environment, QUrl(url))), expected);
    }

    void classWordsGoBothWays()
    {
        for (const auto one : {EnvironmentClass::Lab, EnvironmentClass::Development,
                               EnvironmentClass::Staging, EnvironmentClass::Production})
            QCOMPARE(environmentClassFromWord(word(one)), std::optional(one));
        QVERIFY(!environmentClassFromWord(u"Production"_s));
        QVERIFY(!environmentClassFromWord(QString()));
    }
};

QTEST_GUILESS_MAIN(TestConnection)
#include "tst_connection.moc"
