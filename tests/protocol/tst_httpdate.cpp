// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/httpdate.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestHttpDate final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void dates_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QString>("expected"); // ISO 8601; empty: unreadable
        const auto row = [](const char *name, const QByteArray &value, const QString &expected) {
            QTest::newRow(name) << value << expected;
        };
        // The examples of RFC 9110 5.6.7.
        row("the form to send", "Sun, 06 Nov 1994 08:49:37 GMT", u"1994-11-06T08:49:37Z"_s);
        row("RFC 850", "Sunday, 06-Nov-94 08:49:37 GMT", u"1994-11-06T08:49:37Z"_s);
        row("asctime", "Sun Nov  6 08:49:37 1994", u"1994-11-06T08:49:37Z"_s);
        row("asctime, two digits", "Wed Nov 16 08:49:37 1994", u"1994-11-16T08:49:37Z"_s);
        row("50 years ahead is ahead", "Sunday, 06-Nov-76 08:49:37 GMT", u"2076-11-06T08:49:37Z"_s);
        row("51 years ahead is the past century", "Sunday, 06-Nov-77 08:49:37 GMT",
            u"1977-11-06T08:49:37Z"_s);
        row("this year", "Thursday, 11-Jun-26 14:20:30 GMT", u"2026-06-11T14:20:30Z"_s);
        row("leap day", "Thu, 29 Feb 2024 00:00:00 GMT", u"2024-02-29T00:00:00Z"_s);
        row("no leap day", "Wed, 29 Feb 2023 00:00:00 GMT", {});
        row("no such month", "Sun, 06 Nob 1994 08:49:37 GMT", {});
        row("month across two names", "Sun, 06 anF 1994 08:49:37 GMT", {});
        row("no such hour", "Sun, 06 Nov 1994 24:49:37 GMT", {});
        row("another zone", "Sun, 06 Nov 1994 08:49:37 PST", {});
        row("an offset", "Sun, 06 Nov 1994 08:49:37 +0100", {});
        row("one digit", "Sun, 6 Nov 1994 08:49:37 GMT", {});
        row("ISO 8601", "1994-11-06T08:49:37Z", {});
        row("very long", QByteArray(1 << 20, '1'), {});
        row("empty", "", {});
    }
    void dates()
    {
        QFETCH(QByteArray, value);
        QFETCH(QString, expected);
        const auto parsed = parseHttpDate(value, m_now);
        QCOMPARE(parsed ? parsed->toString(Qt::ISODate) : QString(), expected);
    }

    void retryAfter_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<qint64>("milliseconds"); // -1: unreadable
        QTest::newRow("seconds") << QByteArray("120") << qint64(120'000);
        QTest::newRow("zero") << QByteArray("0") << qint64(0);
        QTest::newRow("spaces around") << QByteArray(" 7 ") << qint64(7'000);
        QTest::newRow("a year is capped") << QByteArray("31536000") << qint64(86'400'000);
        QTest::newRow("more digits than fit") << QByteArray("99999999999999999999") << qint64(86'400'000);
        QTest::newRow("date") << QByteArray("Thu, 11 Jun 2026 14:20:30 GMT") << qint64(30'000);
        QTest::newRow("RFC 850") << QByteArray("Thursday, 11-Jun-26 14:20:30 GMT") << qint64(30'000);
        QTest::newRow("asctime") << QByteArray("Thu Jun 11 14:20:30 2026") << qint64(30'000);
        QTest::newRow("date gone by") << QByteArray("Sun, 06 Nov 1994 08:49:37 GMT") << qint64(0);
        QTest::newRow("far date is capped")
            << QByteArray("Fri, 11 Jun 2032 14:20:30 GMT") << qint64(86'400'000);
        QTest::newRow("empty") << QByteArray() << qint64(-1);
        QTest::newRow("negative") << QByteArray("-5") << qint64(-1);
        QTest::newRow("fraction") << QByteArray("1.5") << qint64(-1);
        QTest::newRow("words") << QByteArray("soon") << qint64(-1);
        QTest::newRow("no such day") << QByteArray("Thu, 99 Jun 2026 14:20:30 GMT") << qint64(-1);
    }
    void retryAfter()
    {
        QFETCH(QByteArray, value);
        QFETCH(qint64, milliseconds);
        const auto parsed = parseRetryAfter(value, m_now);
        QCOMPARE(parsed ? qint64(parsed->count()) : qint64(-1), milliseconds);
    }

private:
    const WallTime m_now{std::chrono::milliseconds(1'781'187'600'000)}; // 2026-06-11T14:20:00Z
};

QTEST_GUILESS_MAIN(TestHttpDate)
#include "tst_httpdate.moc"
