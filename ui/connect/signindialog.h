// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connection.h"
#include "core/provider.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace signalbox {

class DeviceCodeBox;
class Theme;

/// Renews a session that has ended, for the same server. Open it with open(); whoever listens says how it
/// went with accept() or showError().
class SignInDialog final : public QDialog
{
    Q_OBJECT

public:
    SignInDialog(const ConnectionInfo &connection, const Theme &theme, QWidget *parent);

    void showError(const QString &sentence);
    /// The answer to browserRequested(): what a person takes to the browser.
    void showDeviceCode(const QString &code, const QUrl &page, const QUrl &pageWithCode);

signals:
    void signInRequested(const signalbox::NewSession &session);
    /// The person signs in there; rejected() takes it back.
    void browserRequested();
    void pageRequested(const QUrl &page);

private:
    void makeRoom();
    void submit();
    void signInWithBrowser();
    void say(const QString &sentence, bool isFault);
    void setBusy(bool busy);

    const bool m_wantsToken; ///< instead of e-mail and password
    QLineEdit *m_email;
    QLineEdit *m_secret;
    QWidget *m_fields;
    QPushButton *m_browser;
    DeviceCodeBox *m_device;
    QLabel *m_message;
    QPushButton *m_go;
};

} // namespace signalbox
