// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/connectform.h"
#include "connect/environmentstep.h"
#include "connect/serverurl.h"
#include "connect/signindialog.h"
#include "connect/welcomepage.h"
#include "theme/paragraph.h"
#include "theme/theme.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSet>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

QVector<ProjectEntry> projects()
{
    const auto environment = [](const QString &name) {
        return EnvironmentEntry{EnvironmentId(u"id-"_s + name), EnvironmentKey(name), name};
    };
    return {{ProjectId(u"p1"_s), u"shop"_s, {environment(u"production"_s), environment(u"development"_s)}},
            {ProjectId(u"p2"_s), u"empty"_s, {}}};
}

QLineEdit &field(const QWidget &widget, const QString &name)
{
    return *widget.findChild<QLineEdit *>(name);
}

QComboBox &choice(const QWidget &widget, const QString &name)
{
    return *widget.findChild<QComboBox *>(name);
}

QPushButton &button(const QWidget &widget, const QString &name)
{
    return *widget.findChild<QPushButton *>(name);
}

QString message(const QWidget &form)
{
    const auto *label = form.findChild<QLabel *>(u"connectMessage"_s);
    return label->isHidden() ? QString() : label->text();
}

void fillSignIn(ConnectForm &form)
{
    field(form, u"urlField"_s).setText(u"https://flags.example.com/"_s);
    field(form, u"emailField"_s).setText(u"mia@example.com"_s);
    field(form, u"passwordField"_s).setText(u"secret"_s);
}

ConnectRequest lastRequest(const QSignalSpy &spy)
{
    return spy.last().at(0).value<ConnectRequest>();
}

} // namespace

class TestConnectForm : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        // The offscreen platform says what it can not do each time a window is shown.
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
    }

    void addresses_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("url"); // empty: refused
        QTest::newRow("whole") << u"https://flags.example.com"_s << u"https://flags.example.com"_s;
        QTest::newRow("no scheme") << u" flags.example.com "_s << u"https://flags.example.com"_s;
        QTest::newRow("port, no scheme")
            << u"flags.example.com:8443"_s << u"https://flags.example.com:8443"_s;
        QTest::newRow("path and slash") << u"https://example.com/flags/"_s << u"https://example.com/flags"_s;
        QTest::newRow("this machine, no scheme") << u"localhost:8080"_s << u"http://localhost:8080"_s;
        QTest::newRow("this machine, http") << u"http://127.0.0.1:8080"_s << u"http://127.0.0.1:8080"_s;
        QTest::newRow("this machine, IPv6") << u"http://[::1]:8080"_s << u"http://[::1]:8080"_s;
        QTest::newRow("http elsewhere") << u"http://flags.example.com"_s << QString();
        QTest::newRow("only looks like this machine") << u"http://localhost.example.com"_s << QString();
        QTest::newRow("only begins like this machine") << u"http://127.0.0.1.example.com"_s << QString();
        QTest::newRow("password inside") << u"https://mia:secret@example.com"_s << QString();
        QTest::newRow("query") << u"https://example.com/?token=1"_s << QString();
        QTest::newRow("another scheme") << u"file:///etc/passwd"_s << QString();
        QTest::newRow("ftp") << u"ftp://example.com"_s << QString();
        QTest::newRow("nothing") << u"  "_s << QString();
        QTest::newRow("no host") << u"https://"_s << QString();
        QTest::newRow("spaces") << u"my server"_s << QString();
    }

    void addresses()
    {
        QFETCH(QString, typed);
        QFETCH(QString, url);
        const auto result = serverUrl(typed);
        QCOMPARE(result ? result->toString() : QString(), url);
        if (!result)
            QVERIFY(result.error().endsWith(u'.'));
    }

    void twoStepsToARequest()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        ConnectForm form(theme);
        QSignalSpy spy(&form, &ConnectForm::connectRequested);
        form.start();
        fillSignIn(form);
        button(form, u"goButton"_s).click();
        QCOMPARE(spy.size(), 1);
        QCOMPARE(lastRequest(spy).url, QUrl(u"https://flags.example.com"_s));
        QCOMPARE(lastRequest(spy).email, u"mia@example.com"_s);
        QCOMPARE(lastRequest(spy).password, u"secret"_s);
        QVERIFY(lastRequest(spy).project.isEmpty());

        form.showProjects(projects());
        QVERIFY(field(form, u"passwordField"_s).text().isEmpty()); // not kept longer than needed
        QCOMPARE(choice(form, u"environmentChoice"_s).count(), 2);
        button(form, u"goButton"_s).click();
        QCOMPARE(spy.size(), 2);
        QCOMPARE(lastRequest(spy).project, ProjectId(u"p1"_s));
        QCOMPARE(lastRequest(spy).environment, EnvironmentId(u"id-production"_s));
        QCOMPARE(lastRequest(spy).environmentClass, EnvironmentClass::Production);
        QVERIFY(lastRequest(spy).password.isEmpty());
    }

    void classIsSuggestedAndLoweredByThePersonOnly()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        ConnectForm form(theme);
        QSignalSpy spy(&form, &ConnectForm::connectRequested);
        form.start();
        fillSignIn(form);
        button(form, u"goButton"_s).click();
        form.showProjects(projects());
        QCOMPARE(choice(form, u"classChoice"_s).currentText(), u"Production"_s);
        choice(form, u"classChoice"_s).setCurrentIndex(choice(form, u"classChoice"_s).findText(u"Staging"_s));
        button(form, u"goButton"_s).click();
        QCOMPARE(lastRequest(spy).environmentClass, EnvironmentClass::Staging);
        form.showError(u"No."_s);
        choice(form, u"environmentChoice"_s).setCurrentIndex(1);
        choice(form, u"environmentChoice"_s).setCurrentIndex(0);
        QCOMPARE(choice(form, u"classChoice"_s).currentText(), u"Production"_s);
    }

    void aProjectWithoutEnvironmentsIsSaid()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        ConnectForm form(theme);
        QSignalSpy spy(&form, &ConnectForm::connectRequested);
        form.start();
        fillSignIn(form);
        button(form, u"goButton"_s).click();
        form.showProjects(projects());
        choice(form, u"projectChoice"_s).setCurrentIndex(1);
        QCOMPARE(choice(form, u"environmentChoice"_s).count(), 0);
        button(form, u"goButton"_s).click();
        QCOMPARE(spy.size(), 1);
        QVERIFY(message(form).contains(u"no environment"_s));
    }

    void fieldsStandAtOneDistance()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        ConnectForm form(theme);
        form.resize(1000, 760);
        form.show();
        for (const int vendor : {0, 1}) {
            choice(form, u"vendorField"_s).setCurrentIndex(vendor);
            QTest::qWait(0); // the layout follows
            QSet<int> distances;
            for (const QLabel *label : form.findChildren<QLabel *>()) {
                if (!label->isVisible() || !label->buddy() || label->buddy()->parent() != label->parent())
                    continue;
                const QRect text(0, label->geometry().bottom() - label->fontMetrics().height(), 1, 1);
                int above = -1;
                for (const QWidget *other :
                     label->parentWidget()->findChildren<QWidget *>(Qt::FindDirectChildrenOnly)) {
                    if (other->isVisible() && other != label && other->geometry().bottom() < text.top())
                        above = std::max(above, other->geometry().bottom());
                }
                if (above >= 0)
                    distances.insert(text.top() - above);
            }
            QCOMPARE(distances.size(), 1);
        }
    }

    void nothingOfTheSecondStepIsCutOff()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        ConnectForm form(theme);
        form.resize(1360, 760);
        form.show();
        fillSignIn(form);
        field(form, u"emailField"_s).setText(u"somebody.with.a.long.name@signalbox.example"_s);
        button(form, u"goButton"_s).click();
        form.showProjects(projects());
        QTest::qWait(0); // the layout follows
        const auto *note = form.findChild<EnvironmentStep *>()->findChild<Paragraph *>();
        QVERIFY(note->isVisible());
        QCOMPARE(note->height(), note->sizeHint().height());
        QVERIFY(note->geometry().bottom() < note->parentWidget()->height());
        for (const QLabel *label : form.findChildren<QLabel *>()) {
            if (label->isVisible() && label->wordWrap())
                QVERIFY2(label->height() >= label->heightForWidth(label->width()), qPrintable(label->text()));
        }
    }

    void wrongFieldsAreSaidAndNothingLeaves()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        ConnectForm form(theme);
        QSignalSpy spy(&form, &ConnectForm::connectRequested);
        form.start();
        fillSignIn(form);
        field(form, u"urlField"_s).setText(u"http://flags.example.com"_s);
        button(form, u"goButton"_s).click();
        QCOMPARE(spy.size(), 0);
        QVERIFY(message(form).contains(u"https://"_s));
        QVERIFY(field(form, u"urlField"_s).property("wrong").toBool());
        fillSignIn(form);
        field(form, u"passwordField"_s).clear();
        button(form, u"goButton"_s).click();
        QCOMPARE(spy.size(), 0);
        QVERIFY(!field(form, u"urlField"_s).property("wrong").toBool());
        QCOMPARE(message(form), u"Enter your password."_s);
    }

    void enterMovesOnAndSubmits()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        ConnectForm form(theme);
        QSignalSpy spy(&form, &ConnectForm::connectRequested);
        form.start();
        form.show();
        form.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&form));
        fillSignIn(form);
        field(form, u"urlField"_s).setFocus();
        QTest::keyClick(form.focusWidget(), Qt::Key_Return);
        QCOMPARE(form.focusWidget()->objectName(), u"emailField"_s);
        QTest::keyClick(form.focusWidget(), Qt::Key_Return);
        QCOMPARE(form.focusWidget()->objectName(), u"passwordField"_s);
        QCOMPARE(spy.size(), 0);
        QTest::keyClick(form.focusWidget(), Qt::Key_Return);
        QCOMPARE(spy.size(), 1);
    }

    void whileBusyOnlyCancelWorks()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        ConnectForm form(theme);
        QSignalSpy asked(&form, &ConnectForm::connectRequested);
        QSignalSpy cancelled(&form, &ConnectForm::cancelled);
        QSignalSpy back(&form, &ConnectForm::backRequested);
        form.start();
        fillSignIn(form);
        button(form, u"goButton"_s).click();
        QVERIFY(!button(form, u"goButton"_s).isEnabled());
        QVERIFY(!field(form, u"urlField"_s).isEnabled());
        QCOMPARE(button(form, u"backButton"_s).text(), u"Cancel"_s);
        button(form, u"backButton"_s).click();
        QCOMPARE(cancelled.size(), 1);
        QCOMPARE(back.size(), 0);
        QVERIFY(button(form, u"goButton"_s).isEnabled());
        QCOMPARE(field(form, u"passwordField"_s).text(), u"secret"_s);
        button(form, u"goButton"_s).click();
        QCOMPARE(asked.size(), 2);
        form.showError(u"<b>Wrong</b> password."_s);
        QCOMPARE(message(form), u"<b>Wrong</b> password."_s);
        QCOMPARE(form.findChild<QLabel *>(u"connectMessage"_s)->textFormat(), Qt::PlainText);
        QVERIFY(button(form, u"goButton"_s).isEnabled());
    }

    void whatIsRememberedHoldsNoSecret()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        ConnectForm form(theme);
        form.setLast(Vendor::Togul, u"https://flags.example.com"_s, u"mia@example.com"_s, {});
        QCOMPARE(form.lastUrl(), u"https://flags.example.com"_s);
        QCOMPARE(form.lastEmail(), u"mia@example.com"_s);
        field(form, u"urlField"_s).setText(u"https://mia:secret@example.com"_s);
        QVERIFY(form.lastUrl().isEmpty());
    }

    void hostileNamesAreShownPlain()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        ConnectForm form(theme);
        QVector<ProjectEntry> list = projects();
        list[0].name = u"a\u202Eb\n"_s + QString(10'000, u'x');
        form.showProjects(list);
        const QString shown = choice(form, u"projectChoice"_s).itemText(0);
        QVERIFY(shown.size() <= 200);
        QVERIFY(!shown.contains(QChar(0x202E)) && !shown.contains(u'\n'));
    }

    void plainHttpElsewhereNeedsATick()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        ConnectForm form(theme);
        QSignalSpy spy(&form, &ConnectForm::connectRequested);
        form.start();
        form.show();
        fillSignIn(form);
        auto *box = form.findChild<QCheckBox *>(u"plainHttpBox"_s);
        QVERIFY(box->isHidden());
        QLineEdit &address = field(form, u"urlField"_s);
        const auto type = [&address](const QString &text) {
            address.clear();
            QTest::keyClicks(&address, text);
        };
        type(u"http://flags.example.com"_s);
        QVERIFY(box->isVisible());
        QVERIFY(!box->isChecked());
        button(form, u"goButton"_s).click();
        QCOMPARE(spy.size(), 0);
        QVERIFY(message(form).contains(u"tick the box"));

        box->click();
        QVERIFY(message(form).isEmpty());
        button(form, u"goButton"_s).click();
        QCOMPARE(spy.size(), 1);
        QCOMPARE(lastRequest(spy).url, QUrl(u"http://flags.example.com"_s));
        QVERIFY(lastRequest(spy).network.allowPlainHttp);

        // The agreement was for that address.
        form.showError(u"No."_s);
        type(u"http://other.example.com"_s);
        QVERIFY(!box->isChecked());
        type(u"http://127.0.0.1"_s);
        QVERIFY(box->isHidden());
    }

    void theNetworkIsAskedForAndRememberedWithoutSecrets()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        ConnectForm form(theme);
        QSignalSpy spy(&form, &ConnectForm::connectRequested);
        form.start();
        form.show();
        QVERIFY(!field(form, u"caFileField"_s).isVisible()); // closed at first
        auto *toggle = form.findChild<QPushButton *>(u"networkToggle"_s);
        toggle->click();
        QVERIFY(field(form, u"caFileField"_s).isVisible());
        QVERIFY(!field(form, u"proxyHostField"_s).isVisible()); // the system's proxy
        fillSignIn(form);
        choice(form, u"proxyMode"_s).setCurrentIndex(3);
        QVERIFY(field(form, u"proxyHostField"_s).isVisible());
        QVERIFY(!field(form, u"proxyPasswordField"_s).isVisible());
        field(form, u"proxyHostField"_s).setText(u"proxy.example"_s);
        form.findChild<QSpinBox *>(u"proxyPortField"_s)->setValue(1080);
        field(form, u"proxyUserField"_s).setText(u"mia"_s);
        QVERIFY(field(form, u"proxyPasswordField"_s).isVisible());
        field(form, u"proxyPasswordField"_s).setText(u"tram"_s);
        field(form, u"caFileField"_s).setText(u"/etc/ca.pem"_s);
        field(form, u"certificateField"_s).setText(u"/etc/me.pem"_s);
        QVERIFY(!field(form, u"passphraseField"_s).isVisible());
        field(form, u"keyField"_s).setText(u"/etc/me.key"_s);
        field(form, u"passphraseField"_s).setText(u"sesame"_s);
        QCOMPARE(toggle->accessibleName(), u"Network: SOCKS5 proxy, CA file, client certificate"_s);

        button(form, u"goButton"_s).click();
        NetworkSettings expected;
        expected.proxy = ProxyMode::Socks5;
        expected.proxyHost = u"proxy.example"_s;
        expected.proxyPort = 1080;
        expected.proxyUser = u"mia"_s;
        expected.caFile = u"/etc/ca.pem"_s;
        expected.certificateFile = u"/etc/me.pem"_s;
        expected.keyFile = u"/etc/me.key"_s;
        QCOMPARE(lastRequest(spy).network, expected);
        QCOMPARE(lastRequest(spy).networkSecrets, (NetworkSecrets{u"tram"_s, u"sesame"_s}));
        QCOMPARE(form.lastNetwork(), expected);

        form.finish();
        QVERIFY(field(form, u"proxyPasswordField"_s).text().isEmpty());
        QVERIFY(field(form, u"passphraseField"_s).text().isEmpty());

        ConnectForm again(theme);
        again.setLast(Vendor::Togul, u"https://flags.example.com"_s, {}, expected);
        QCOMPARE(again.lastNetwork(), expected);
        expected.allowPlainHttp = true; // not for an address that needs none
        again.setLast(Vendor::Togul, u"https://flags.example.com"_s, {}, expected);
        QVERIFY(!again.lastNetwork().allowPlainHttp);
        again.setLast(Vendor::Togul, u"http://flags.example.com"_s, {}, expected);
        QVERIFY(again.lastNetwork().allowPlainHttp);
    }

    void whatIsWrongWithTheNetworkStandsAtItsField()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        ConnectForm form(theme);
        form.start();
        form.show();
        fillSignIn(form);
        button(form, u"goButton"_s).click();
        form.showNetworkProblem({NetworkProblem::Field::CaFile, u"ca.pem holds no certificate."_s});
        QLineEdit &ca = field(form, u"caFileField"_s);
        QVERIFY(ca.isVisible()); // the group opened
        QVERIFY(ca.property("wrong").toBool());
        const auto said = [&form] {
            const auto labels = form.findChildren<QLabel *>();
            return std::any_of(labels.cbegin(), labels.cend(), [](const QLabel *label) {
                return label->isVisible() && label->text() == u"ca.pem holds no certificate.";
            });
        };
        QVERIFY(said());
        QVERIFY(button(form, u"goButton"_s).isEnabled());
        ca.setText(u"/etc/other.pem"_s);
        QVERIFY(!said());
        QVERIFY(!ca.property("wrong").toBool());
    }

    void aFileIsChosenInADialog()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        ConnectForm form(theme);
        form.show();
        form.findChild<QPushButton *>(u"networkToggle"_s)->click();
        button(form, u"keyBrowse"_s).click();
        auto *dialog = form.findChild<QFileDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        emit dialog->fileSelected(u"/etc/me.key"_s);
        QCOMPARE(field(form, u"keyField"_s).text(), u"/etc/me.key"_s);
        dialog->reject();
    }

    void testAsksOnlyForTheAddress()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        ConnectForm form(theme);
        QSignalSpy spy(&form, &ConnectForm::testRequested);
        form.start();
        button(form, u"testButton"_s).click();
        QCOMPARE(spy.size(), 0);
        QVERIFY(!message(form).isEmpty());
        field(form, u"urlField"_s).setText(u"flags.example.com"_s);
        button(form, u"testButton"_s).click();
        QCOMPARE(lastRequest(spy).url, QUrl(u"https://flags.example.com"_s));
        QVERIFY(lastRequest(spy).password.isEmpty());
        QVERIFY(button(form, u"goButton"_s).isEnabled()); // nothing is under way
        form.showProjects(projects());
        QVERIFY(button(form, u"testButton"_s).isHidden());
    }

    void signInAgain()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        ConnectionInfo connection;
        connection.userName = u"mia@example.com"_s;
        SignInDialog dialog(connection, theme, nullptr);
        QSignalSpy spy(&dialog, &SignInDialog::signInRequested);
        dialog.open();
        auto *go = dialog.findChild<QPushButton *>(u"goButton"_s);
        go->click();
        QCOMPARE(spy.size(), 0); // no password yet
        field(dialog, u"passwordField"_s).setText(u"secret"_s);
        go->click();
        QCOMPARE(spy.size(), 1);
        QVERIFY(spy.first().first().value<NewSession>() == (NewSession{u"mia@example.com"_s, u"secret"_s}));
        QVERIFY(!go->isEnabled());
        dialog.showError(u"The server does not accept this sign-in."_s);
        QVERIFY(go->isEnabled());
        QVERIFY(dialog.isVisible());
        for (const QLabel *label : dialog.findChildren<QLabel *>()) { // the sentence makes room for itself
            if (label->isVisible() && label->wordWrap())
                QVERIFY2(label->height() >= label->heightForWidth(label->width()), qPrintable(label->text()));
        }
    }

    void signInAgainWithAToken()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        ConnectionInfo connection;
        connection.vendor = Vendor::FlagDash;
        SignInDialog dialog(connection, theme, nullptr);
        QSignalSpy spy(&dialog, &SignInDialog::signInRequested);
        dialog.open();
        QVERIFY(!field(dialog, u"emailField"_s).isVisible());
        auto *go = dialog.findChild<QPushButton *>(u"goButton"_s);
        go->click();
        QCOMPARE(spy.size(), 0);
        field(dialog, u"tokenField"_s).setText(u" pat_new "_s);
        go->click();
        QCOMPARE(spy.size(), 1);
        QVERIFY(spy.first().first().value<NewSession>() == (NewSession{{}, {}, "pat_new"}));
    }

    void signInAgainWithABrowser()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        ConnectionInfo connection;
        connection.vendor = Vendor::FlagDash;
        SignInDialog dialog(connection, theme, nullptr);
        QSignalSpy asked(&dialog, &SignInDialog::browserRequested);
        QSignalSpy pages(&dialog, &SignInDialog::pageRequested);
        QSignalSpy taken(&dialog, &SignInDialog::rejected);
        dialog.open();
        auto *browser = dialog.findChild<QPushButton *>(u"browserButton"_s);
        QVERIFY(browser->isVisible());
        browser->click();
        QCOMPARE(asked.size(), 1);
        QVERIFY(!browser->isEnabled() && !field(dialog, u"tokenField"_s).isEnabled());
        dialog.showDeviceCode(u"WDJB-MJHT"_s, QUrl(u"https://flags.example/device"_s),
                              QUrl(u"https://flags.example/device?user_code=WDJB-MJHT"_s));
        QCOMPARE(dialog.findChild<QLabel *>(u"deviceCode"_s)->text(), u"WDJB-MJHT"_s);
        QVERIFY(!browser->isVisible() && !field(dialog, u"tokenField"_s).isVisible());
        for (const QLabel *label : dialog.findChildren<QLabel *>()) {
            if (label->isVisible() && label->wordWrap())
                QVERIFY2(label->height() >= label->heightForWidth(label->width()), qPrintable(label->text()));
        }
        dialog.findChild<QPushButton *>(u"deviceOpen"_s)->click();
        QCOMPARE(pages.first().first().toUrl(), QUrl(u"https://flags.example/device?user_code=WDJB-MJHT"_s));
        // Both ways are there again when the browser said no.
        dialog.showError(u"refused in the browser"_s);
        QVERIFY(browser->isVisible() && browser->isEnabled());
        QVERIFY(field(dialog, u"tokenField"_s).isVisible() && field(dialog, u"tokenField"_s).isEnabled());
        QVERIFY(!dialog.findChild<QLabel *>(u"deviceCode"_s)->isVisible());
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QCOMPARE(taken.size(), 1);

        const SignInDialog togul(ConnectionInfo(), theme, nullptr);
        QVERIFY(togul.findChild<QPushButton *>(u"browserButton"_s)->isHidden());
    }

    // What is laid out for more room than there is loses the ends of its lines.
    void paragraphsHaveTheWidthTheyAreLaidOutFor()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        ConnectForm form(theme);
        WelcomePage welcome(theme);
        form.resize(1000, 760);
        welcome.resize(1000, 760);
        form.show();
        welcome.show();
        int seen = 0;
        const auto check = [&seen](const QWidget &page) {
            QTest::qWait(0); // the layout follows
            for (const Paragraph *paragraph : page.findChildren<Paragraph *>()) {
                if (!paragraph->isVisible())
                    continue;
                ++seen;
                QCOMPARE(paragraph->size(), paragraph->sizeHint());
            }
        };
        check(welcome);
        for (const int vendor : {0, 1}) {
            choice(form, u"vendorField"_s).setCurrentIndex(vendor);
            check(form);
        }
        form.showProjects(projects());
        check(form);
        QVERIFY(seen >= 6);
    }

    void aBrowserMaySignInInstead()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        ConnectForm form(theme);
        form.show();
        QVERIFY(!button(form, u"browserButton"_s).isVisible());
        form.findChild<QComboBox *>(u"vendorField"_s)->setCurrentText(u"FlagDash"_s);
        QVERIFY(button(form, u"browserButton"_s).isVisible());
        field(form, u"tokenField"_s).setText(u"pat_1"_s);
        field(form, u"streamKeyField"_s).setText(u"sk_2"_s);
        QSignalSpy asked(&form, &ConnectForm::browserSignInRequested);
        field(form, u"urlField"_s).setText(u"http://flags.example"_s); // readable on the way
        button(form, u"browserButton"_s).click();
        QCOMPARE(asked.size(), 0);
        field(form, u"urlField"_s).setText(u"https://flags.example"_s);
        button(form, u"browserButton"_s).click();
        QCOMPARE(asked.size(), 1);
        const auto request = asked.first().first().value<ConnectRequest>();
        QVERIFY(request.token.isEmpty());
        QCOMPARE(request.streamKey, "sk_2");

        const QUrl page(u"https://flags.example/oauth/device"_s);
        const QUrl whole(u"https://flags.example/oauth/device?user_code=WXYZ"_s);
        form.showDeviceCode(u"WXYZ"_s, page, whole);
        QCOMPARE(form.findChild<QLabel *>(u"deviceCode"_s)->text(), u"WXYZ"_s);
        QCOMPARE(form.findChild<QLabel *>(u"devicePage"_s)->text(), page.toString());
        QVERIFY(!field(form, u"tokenField"_s).isVisible());
        QVERIFY(!button(form, u"goButton"_s).isVisible());
        QSignalSpy opened(&form, &ConnectForm::pageRequested);
        button(form, u"deviceOpen"_s).click();
        QCOMPARE(opened.first().first().toUrl(), whole);
        button(form, u"deviceCopy"_s).click();
        QCOMPARE(QApplication::clipboard()->text(), u"WXYZ"_s);
        QSignalSpy cancelled(&form, &ConnectForm::cancelled);
        button(form, u"backButton"_s).click();
        QCOMPARE(cancelled.size(), 1);
        QVERIFY(!form.findChild<QLabel *>(u"deviceCode"_s)->isVisible());
        QVERIFY(field(form, u"tokenField"_s).isVisible());
        QVERIFY(button(form, u"goButton"_s).isVisible());
        form.showDeviceCode(u"LATE"_s, page, whole); // nobody waits any more
        QVERIFY(!form.findChild<QLabel *>(u"deviceCode"_s)->isVisible());
    }

    void flagDashAsksForATokenInstead()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        ConnectForm form(theme);
        form.show();
        auto *vendor = form.findChild<QComboBox *>(u"vendorField"_s);
        QVERIFY(field(form, u"emailField"_s).isVisible());
        QVERIFY(!field(form, u"tokenField"_s).isVisible());
        vendor->setCurrentText(u"FlagDash"_s);
        QVERIFY(!field(form, u"emailField"_s).isVisible());
        QVERIFY(field(form, u"tokenField"_s).isVisible());
        QSignalSpy asked(&form, &ConnectForm::connectRequested);
        QCOMPARE(field(form, u"urlField"_s).text(), u"https://flagdash.io"_s);
        button(form, u"goButton"_s).click();
        QCOMPARE(message(form), u"Enter an access token or a key, or sign in with a browser."_s);
        field(form, u"tokenField"_s).setText(u"pat_1ü"_s);
        button(form, u"goButton"_s).click();
        QVERIFY(message(form).startsWith(u"This holds characters"_s));
        field(form, u"tokenField"_s).setText(u" pat_1 "_s);
        field(form, u"streamKeyField"_s).setText(u"sk_2"_s);
        field(form, u"projectIdField"_s).setText(u"prj_1"_s);
        field(form, u"environmentIdField"_s).setText(u"env_1"_s);
        button(form, u"goButton"_s).click();
        QCOMPARE(asked.size(), 1);
        const auto request = asked.first().first().value<ConnectRequest>();
        QCOMPARE(request.vendor, Vendor::FlagDash);
        QCOMPARE(request.token, "pat_1");
        QCOMPARE(request.streamKey, "sk_2");
        QCOMPARE(request.projectHint, u"prj_1"_s);
        QCOMPARE(request.environmentHint, u"env_1"_s);
        QVERIFY(request.email.isEmpty());
        form.showProjects(projects());
        QVERIFY(field(form, u"tokenField"_s).text().isEmpty()); // nothing secret stays
        QVERIFY(field(form, u"streamKeyField"_s).text().isEmpty());
        QCOMPARE(form.lastVendor(), Vendor::FlagDash);
    }

    void welcomePageOffersBothWays()
    {
        const Theme theme(*qApp, ThemeChoice::Light);
        WelcomePage page(theme);
        QSignalSpy practice(&page, &WelcomePage::practiceRequested);
        QSignalSpy connecting(&page, &WelcomePage::connectRequested);
        QSignalSpy cancelled(&page, &WelcomePage::cancelled);
        button(page, u"practiceCardButton"_s).click();
        button(page, u"connectCardButton"_s).click();
        QCOMPARE(practice.size(), 1);
        QCOMPARE(connecting.size(), 1);
        page.showBusy(u"Starting…"_s);
        button(page, u"practiceCardButton"_s).click();
        QCOMPARE(practice.size(), 1);
        button(page, u"cancelButton"_s).click();
        QCOMPARE(cancelled.size(), 1);
        QVERIFY(button(page, u"practiceCardButton"_s).isEnabled());
    }
};

QTEST_MAIN(TestConnectForm)
#include "tst_connectform.moc"
