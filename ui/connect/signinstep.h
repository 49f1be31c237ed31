// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/networksettings.h"

#include <QWidget>

class QLineEdit;

namespace signalbox {

class NetworkGroup;
class Theme;
class TickBox;

/// First step of connecting: where, who, the password, and the way there. Enter moves on from field to field
/// and in the end submits.
class SignInStep final : public QWidget
{
    Q_OBJECT

public:
    explicit SignInStep(const Theme &theme, QWidget *parent = nullptr);

    /// The agreement to plain http in @p network belongs to @p url and is forgotten when that is edited.
    void setUrl(const QString &url, const NetworkSettings &network);
    void setEmail(const QString &email);
    [[nodiscard]] QString urlText() const;
    [[nodiscard]] QString email() const;
    [[nodiscard]] QString password() const;
    [[nodiscard]] NetworkGroup &network() const { return *m_network; }
    /// As the group has it, with the agreement to plain http.
    [[nodiscard]] NetworkSettings networkSettings() const;
    void clearPassword();
    void focusFirstEmpty();

    /// Marks the first field that is wrong and returns the sentence; empty when all is well.
    [[nodiscard]] QString check();
    /// The same for the address alone.
    [[nodiscard]] QString checkAddress();

signals:
    void submitted();
    void edited();

private:
    void askAboutPlainHttp();
    void markWrong(const QLineEdit *field);

    QLineEdit *m_url;
    TickBox *m_plainHttp;
    QLineEdit *m_email;
    QLineEdit *m_password;
    NetworkGroup *m_network;
};

} // namespace signalbox
