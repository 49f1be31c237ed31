// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/error.h"

#include <QObject>
#include <QUrl>

#include <memory>

class QNetworkAccessManager;

namespace signalbox {

/// What a person takes to the browser.
struct FlagDashDeviceCode
{
    QString userCode;  ///< to type, or to compare; the server's own text
    QUrl page;         ///< http or https, without the code
    QUrl pageWithCode; ///< the same with the code filled in, where the server has it
    std::chrono::seconds validFor{0};
};

/// What a sign-in through the browser gives. In memory only.
struct FlagDashTokens
{
    QByteArray access;
    QByteArray refresh;
    QByteArray client;
};

/// Sign-in through the person's own browser (OAuth device grant, providers/flagdash.md 2.3): no password
/// passes through this program. Asks for a code, then asks again and again whether it was entered, never more
/// often than the server wants and not longer than the code is valid. Main thread only.
class FlagDashDeviceLogin final : public QObject
{
    Q_OBJECT

public:
    /// References must outlive this. @p url without a trailing slash.
    FlagDashDeviceLogin(const QUrl &url, QNetworkAccessManager &network, const Clock &clock,
                        QObject *parent = nullptr);
    ~FlagDashDeviceLogin() override;

    /// Once. codeReady() follows, and then signedIn(); or failed() instead of either: Cancelled with the
    /// reason where the person refused or took too long.
    void start();

signals:
    void codeReady(const signalbox::FlagDashDeviceCode &code);
    void signedIn(const signalbox::FlagDashTokens &tokens);
    void failed(const signalbox::Error &error);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace signalbox
