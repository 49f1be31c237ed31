// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/doctordialog.h"
#include "operations/doctor.h"
#include "protocol/networkaccess.h"
#include "protocol/networkprobe.h"
#include "support/manualclock.h"
#include "support/patientprovider.h"
#include "support/scriptedserver.h"
#include "theme/environmentband.h"
#include "theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace std::chrono_literals;

class TestDoctorDialog final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        // The offscreen platform says what it can not do each time a window is shown.
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
        m_server = std::make_unique<ScriptedServer>();
        m_server->onRequest([](const ReceivedRequest &, Exchange &exchange) {
            exchange.startStream();
            exchange.write(": hello\n\n");
        });
        m_network = std::make_unique<NetworkAccess>();
        m_probe = std::make_unique<SocketProbe>(*m_network, m_clock);
        m_provider = std::make_unique<PatientProvider>();
        m_provider->fakeTraits.heartbeat = 30s;
        m_provider->projects = QVector<ProjectEntry>{{ProjectId(u"p"_s), u"Shop"_s, {{}}}};
        m_provider->rights = AccountRights{u"developer"_s, true};
        m_provider->stream = StreamRequest{m_server->url(), {}};
        DoctorPatient patient;
        patient.url = m_server->url();
        patient.proxy = u"none"_s;
        patient.choose = [](const QVector<ProjectEntry> &projects) {
            return Result<DoctorPatient::Place>(DoctorPatient::Place{projects.first(), {}});
        };
        m_doctor = std::make_shared<Doctor>(*m_probe, *m_network, *m_provider, m_clock, patient);
        m_dialog = std::make_unique<DoctorDialog>(m_doctor, m_theme);
        m_dialog->show();
    }
    void cleanup()
    {
        m_dialog.reset();
        m_doctor.reset();
        m_probe.reset();
        m_network.reset();
        m_server.reset();
    }

    void showsEachStepAndThatAllIsWell()
    {
        m_dialog->start();
        QVERIFY(!again().isEnabled());
        QTRY_COMPARE(mark(u"first-byte"_s), u"✔"_s);
        QCOMPARE(mark(u"heartbeat"_s), u"◔"_s);
        m_clock.advance(3s);
        QCOMPARE(detail(u"heartbeat"_s), u"waiting: 3 of at most 45 s"_s);
        QVERIFY(button(u"doctorSkip"_s).isEnabled());
        button(u"doctorSkip"_s).click();
        QTRY_COMPARE(text(u"doctorDiagnosis"_s), u"All is well: every step passed."_s);
        QCOMPARE(mark(u"heartbeat"_s), u"–"_s);
        QCOMPARE(mark(u"proxy"_s), u"–"_s);
        QVERIFY(detail(u"tcp"_s).contains(u"answers"));
        QVERIFY(label(u"doctorNext"_s).isHidden());
        QVERIFY(!button(u"doctorSkip"_s).isEnabled());
        QVERIFY(again().isEnabled());
    }

    void saysWhichEnvironmentItLooksAt()
    {
        const auto *band = m_dialog->findChild<EnvironmentBand *>();
        QVERIFY(!band->isVisible()); // a server that is only being tried
        ConnectionInfo connection;
        connection.projectName = u"shop"_s;
        connection.environmentName = u"production"_s;
        m_dialog->setConnection(connection);
        QVERIFY(band->isVisible());
        QCOMPARE(band->accessibleName(), u"PRODUCTION shop / production"_s);
    }

    void saysWhatIsWrongAndOneThingToDo()
    {
        m_provider->projects = tl::unexpected(Error{ErrorKind::SignInNeeded, u"<b>no</b>"_s, 401, {}});
        m_dialog->start();
        QTRY_COMPARE(text(u"doctorDiagnosis"_s),
                     u"Credentials: The server does not accept the credentials (status 401: <b>no</b>)."_s);
        QCOMPARE(label(u"doctorDiagnosis"_s).textFormat(), Qt::PlainText);
        QCOMPARE(label(u"doctorDetail-credentials"_s).textFormat(), Qt::PlainText);
        QVERIFY(text(u"doctorNext"_s).startsWith(u"→ Check e-mail"));
        QVERIFY(label(u"doctorNext"_s).isVisible());
        QCOMPARE(mark(u"credentials"_s), u"✖"_s);
        QVERIFY(label(u"doctorDetail-credentials"_s).accessibleName().startsWith(u"Credentials, failed"));

        m_provider->projects = QVector<ProjectEntry>{{ProjectId(u"p"_s), u"Shop"_s, {{}}}};
        again().click();
        QCOMPARE(mark(u"credentials"_s), u"·"_s);
        QTRY_COMPARE(mark(u"credentials"_s), u"✔"_s);
    }

    void copiesAReport()
    {
        QVERIFY(!m_doctor->isRunning());
        m_dialog->start();
        QTRY_VERIFY(m_doctor->canSkip());
        m_doctor->skip();
        QTRY_VERIFY(!m_doctor->isRunning());
        button(u"doctorCopy"_s).click();
        QCOMPARE(QGuiApplication::clipboard()->text(), m_doctor->report());
        QVERIFY(QGuiApplication::clipboard()->text().contains(u"Heartbeat"));
    }

    void closingEndsTheCheck()
    {
        m_dialog->start();
        QTRY_VERIFY(m_doctor->canSkip());
        m_dialog.reset();
        QVERIFY(!m_doctor->isRunning());
        QTRY_COMPARE(m_server->openExchanges(), 0);
    }

private:
    QLabel &label(const QString &name) const { return *m_dialog->findChild<QLabel *>(name); }
    QString text(const QString &name) const { return label(name).text(); }
    QString mark(const QString &step) const { return text(u"doctorMark-"_s + step); }
    QString detail(const QString &step) const { return text(u"doctorDetail-"_s + step); }
    QPushButton &button(const QString &name) const { return *m_dialog->findChild<QPushButton *>(name); }
    QPushButton &again() const { return button(u"doctorAgain"_s); }

    ManualClock m_clock;
    const Theme m_theme{*qApp, ThemeChoice::Light};
    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<NetworkAccess> m_network;
    std::unique_ptr<SocketProbe> m_probe;
    std::unique_ptr<PatientProvider> m_provider;
    std::shared_ptr<Doctor> m_doctor;
    std::unique_ptr<DoctorDialog> m_dialog;
};

QTEST_MAIN(TestDoctorDialog)
#include "tst_doctordialog.moc"
