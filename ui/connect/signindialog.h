// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connection.h"
#include "core/provider.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace signalbox {

class Theme;

/// Renews a session that has ended, for the same server. Open it with open(); whoever listens says how it
/// went with accept() or showError().
class SignInDialog final : public QDialog
{
    Q_OBJECT

public:
    SignInDialog(const ConnectionInfo &connection, const Theme &theme, QWidget *parent);

    void showError(const QString &sentence);

signals:
    void signInRequested(const signalbox::NewSession &session);

private:
    void makeRoom();
    void submit();

    const bool m_wantsToken; ///< instead of e-mail and password
    QLineEdit *m_email;
    QLineEdit *m_secret;
    QLabel *m_message;
    QPushButton *m_go;
};

} // namespace signalbox
