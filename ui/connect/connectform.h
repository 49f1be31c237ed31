// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connect/connectrequest.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace signalbox {

class DeviceCodeBox;
class EnvironmentStep;
class SignInStep;
class Theme;

/// Connecting to a server in two steps: sign in, then choose project and environment. Asks, and says what
/// goes wrong; the connecting itself is done by whoever listens.
class ConnectForm final : public QWidget
{
    Q_OBJECT

public:
    explicit ConnectForm(const Theme &theme, QWidget *parent = nullptr);

    /// Fills in what was used last time.
    void setLast(Vendor vendor, const QString &url, const QString &email, const NetworkSettings &network);
    [[nodiscard]] Vendor lastVendor() const;
    [[nodiscard]] QString lastUrl() const;
    [[nodiscard]] QString lastEmail() const;
    [[nodiscard]] NetworkSettings lastNetwork() const;

    /// Back to the first step, with an empty password.
    void start();
    void showBusy(const QString &what);
    void showError(const QString &sentence);
    /// While busy: what a person takes to the browser.
    void showDeviceCode(const QString &code, const QUrl &page, const QUrl &pageWithCode);
    /// The same for what is wrong with the way there, at its field.
    void showNetworkProblem(const NetworkProblem &problem);
    /// The second step.
    void showProjects(const QVector<ProjectEntry> &projects);
    /// It worked: nothing secret stays in the fields.
    void finish();

signals:
    /// Without a project: sign in and list. With one: connect; the password is then empty.
    void connectRequested(const signalbox::ConnectRequest &request);
    /// Sign in through the browser; the request holds no token then.
    void browserSignInRequested(const signalbox::ConnectRequest &request);
    void pageRequested(const QUrl &page);
    /// Look at the way to this server, with what is filled in; e-mail and password may be empty.
    void testRequested(const signalbox::ConnectRequest &request);
    /// The attempt that is under way is not wanted any more.
    void cancelled();
    void backRequested();

private:
    enum class Step { SignIn, Environment };

    void submit();
    void test();
    void signInWithBrowser();
    [[nodiscard]] ConnectRequest firstRequest() const;
    void goBack();
    void setBusy(bool busy);
    void showStep(Step step);
    void showMessage(const QString &text, bool isError);
    [[nodiscard]] bool isFirstStep() const;

    QLabel *m_title;
    QLabel *m_step;
    SignInStep *m_signIn;
    EnvironmentStep *m_environment;
    DeviceCodeBox *m_device;
    QLabel *m_message;
    QPushButton *m_back;
    QPushButton *m_test;
    QPushButton *m_go;
    QUrl m_url; ///< as checked in the first step
    Step m_current = Step::SignIn;
    bool m_busy = false;
};

} // namespace signalbox
