// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/ctlprocess.h"
#include "apps/startedpractice.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QUrlQuery>

#include <memory>
#include <optional>

using namespace Qt::StringLiterals;
using namespace signalbox;

/// signalboxctl signs in through a browser: the test is the person there.
class TestCtlBrowser final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_practice = std::make_unique<StartedPractice>(QStringLiteral(SIGNALBOXD));
        QVERIFY(m_practice->isReady());
    }
    void cleanupTestCase() { m_practice.reset(); }
    void init() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void theCodeIsAllowedThere()
    {
        CtlProcess ctl(m_folder.path());
        // A token that is left over in the environment is not what was asked for.
        ctl.setEnvironment(u"SIGNALBOX_TOKEN"_s, u"pat_old"_s);
        ctl.start(list());
        QVERIFY(decide(ctl, u"approve"_s));
        QTRY_VERIFY_WITH_TIMEOUT(!ctl.isRunning(), 60'000);
        QCOMPARE(ctl.exitCode(), 0);
        QVERIFY(ctl.lines(u"kind"_s, u"flag"_s).size() > 10);
        QVERIFY(ctl.messages().contains("Signed in."));
    }

    void whoSaysNoHasRefused()
    {
        CtlProcess ctl(m_folder.path());
        ctl.start(list());
        QVERIFY(decide(ctl, u"deny"_s));
        QTRY_VERIFY_WITH_TIMEOUT(!ctl.isRunning(), 60'000);
        QCOMPARE(ctl.exitCode(), 3);
        QVERIFY2(ctl.messages().contains("The sign-in in the browser has ended: refused in the browser."),
                 ctl.messages().constData());
        QVERIFY(ctl.lines().isEmpty());
    }

    void aServerWithoutItSaysSo()
    {
        CtlProcess ctl(m_folder.path());
        QCOMPARE(ctl.run({u"list"_s, u"--provider"_s, u"flagdash"_s, u"--url"_s,
                          (*m_practice)->url.toString() + u"/nowhere"_s, u"--browser"_s}),
                 3);
        QVERIFY(!ctl.messages().isEmpty());
    }

private:
    [[nodiscard]] QStringList list() const
    {
        return {u"list"_s,          u"--json"_s,  u"--provider"_s,
                u"flagdash"_s,      u"--url"_s,   (*m_practice)->url.toString(),
                u"--environment"_s, u"staging"_s, u"--browser"_s};
    }

    /// Does what the words on standard error ask for.
    [[nodiscard]] bool decide(CtlProcess &ctl, const QString &decision) const
    {
        static const QRegularExpression form(
            u"^Open (\\S+) in a browser, enter the code (\\S+) and allow it\\. The code is valid for \\d+ min"_s);
        QRegularExpressionMatch words;
        const bool isSaid = QTest::qWaitFor(
            [&ctl, &words] {
                words = form.match(QString::fromUtf8(ctl.messages()));
                return words.hasMatch();
            },
            60'000);
        if (!isSaid)
            return false;
        QUrlQuery fields;
        fields.addQueryItem(u"user_code"_s, words.captured(2));
        fields.addQueryItem(u"email"_s, (*m_practice)->email);
        fields.addQueryItem(u"password"_s, QString((*m_practice)->password).replace(u' ', u"%20"_s));
        fields.addQueryItem(u"decision"_s, decision);
        QNetworkRequest page(QUrl(words.captured(1)));
        page.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/x-www-form-urlencoded"));
        QNetworkAccessManager browser;
        const std::unique_ptr<QNetworkReply> answer(
            browser.post(page, fields.toString(QUrl::FullyEncoded).toLatin1()));
        return QTest::qWaitFor([&answer] { return answer->isFinished(); }, 60'000)
               && answer->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() == 200;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<StartedPractice> m_practice;
};

QTEST_GUILESS_MAIN(TestCtlBrowser)
#include "tst_ctlbrowser.moc"
