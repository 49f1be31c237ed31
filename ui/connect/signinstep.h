// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLineEdit;

namespace signalbox {

/// First step of connecting: where, who, and the password. Enter moves on from field to field and in the end
/// submits.
class SignInStep final : public QWidget
{
    Q_OBJECT

public:
    explicit SignInStep(QWidget *parent = nullptr);

    void setUrl(const QString &url);
    void setEmail(const QString &email);
    [[nodiscard]] QString urlText() const;
    [[nodiscard]] QString email() const;
    [[nodiscard]] QString password() const;
    void clearPassword();
    void focusFirstEmpty();

    /// Marks the first field that is wrong and returns the sentence; empty when all is well.
    [[nodiscard]] QString check();

signals:
    void submitted();
    void edited();

private:
    QLineEdit *m_url;
    QLineEdit *m_email;
    QLineEdit *m_password;
};

} // namespace signalbox
