// SPDX-License-Identifier: GPL-3.0-or-later
// The faults panel, driven through its widgets, on the real server over real HTTP.

#include "apps/signalbox/practicefaults.h"
#include "practice/faultspanel.h"
#include "server/server.h"
#include "support/manualclock.h"
#include "theme/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestPracticeFaults : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support).+"_s));
        ServerOptions options;
        options.seed = Seed::Demo;
        options.passwordCost = PasswordCost::Minimal;
        m_server = std::make_unique<Server>(m_clock, options);
        QVERIFY(m_server->start());
        m_panel = std::make_unique<FaultsPanel>(m_theme, m_clock);
        open(m_server->controlToken());
    }

    void cleanup()
    {
        m_faults.reset();
        m_panel.reset();
        m_server.reset();
    }

    void aTickMakesTheServerBehaveBadlyAndClearAllWell()
    {
        m_panel->show();
        QTRY_VERIFY(said().startsWith(u"No faults"));
        tick(u"Refusals"_s)->click();
        QTRY_VERIFY(tick(u"Refusals"_s)->isChecked());
        QCOMPARE(statusOfSignIn(), 503);
        m_clock.advance(2s); // the panel looks again, and says what happened since
        QTRY_VERIFY(tick(u"Refusals"_s)->accessibleDescription().contains(u"struck 1"));
        m_panel->findChild<QPushButton *>(u"faultsClear"_s)->click();
        QTRY_VERIFY(!tick(u"Refusals"_s)->isChecked());
        QCOMPARE(statusOfSignIn(), 400);
    }

    void aPresetIsShownAsTheServerReportsIt()
    {
        m_panel->show();
        QTRY_VERIFY(said().startsWith(u"No faults"));
        m_panel->findChild<QPushButton *>(u"presetFlakyWiFi"_s)->click();
        QTRY_VERIFY(tick(u"Late answers"_s)->isChecked());
        QVERIFY(tick(u"Broken streams"_s)->isChecked());
        QVERIFY(tick(u"Lost answers"_s)->isChecked());
        QVERIFY(!tick(u"Clumping"_s)->isChecked());
        QVERIFY(said().startsWith(u"3 set"));
    }

    void aServerThatDoesNotAnswerIsSaid()
    {
        m_panel->show();
        QTRY_VERIFY(said().startsWith(u"No faults"));
        m_server->stop();
        tick(u"Clumping"_s)->click();
        QTRY_VERIFY(!m_panel->findChild<QLabel *>(u"faultsError"_s)->isHidden());
        QVERIFY(!tick(u"Clumping"_s)->isChecked());
    }

    void aWrongTokenIsSaid()
    {
        open("guessed");
        m_panel->show();
        QTRY_VERIFY(!m_panel->findChild<QLabel *>(u"faultsError"_s)->isHidden());
        QVERIFY(!tick(u"Clumping"_s)->isEnabled());
    }

    void thePanelMayGoWhileAnAnswerIsOnItsWay()
    {
        m_panel->show();
        m_panel.reset();
        QVERIFY(statusOfSignIn() > 0);
        m_faults.reset();
    }

private:
    void open(const QByteArray &token)
    {
        m_faults = std::make_unique<PracticeFaults>(*m_panel, m_network, m_clock, m_server->url(), token);
    }
    [[nodiscard]] QString said() const { return m_panel->findChild<QLabel *>(u"faultsSaid"_s)->text(); }
    [[nodiscard]] QCheckBox *tick(const QString &name) const
    {
        for (QCheckBox *box : m_panel->findChildren<QCheckBox *>()) {
            if (box->accessibleName() == name)
                return box;
        }
        qFatal("there is no %s", qPrintable(name));
    }
    [[nodiscard]] int statusOfSignIn()
    {
        QUrl url = m_server->url();
        url.setPath(u"/api/v1/login"_s);
        QNetworkRequest request(url);
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
        const std::unique_ptr<QNetworkReply> reply(m_network.post(request, QByteArray("{}")));
        QSignalSpy finished(reply.get(), &QNetworkReply::finished);
        if (!reply->isFinished() && !finished.wait(20'000))
            return 0;
        return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    }

    ManualClock m_clock;
    Theme m_theme{*qApp, ThemeChoice::Light};
    QNetworkAccessManager m_network;
    std::unique_ptr<Server> m_server;
    std::unique_ptr<FaultsPanel> m_panel;
    std::unique_ptr<PracticeFaults> m_faults;
};

QTEST_MAIN(TestPracticeFaults)
#include "tst_practicefaults.moc"
