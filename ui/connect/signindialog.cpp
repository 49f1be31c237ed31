// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/signindialog.h"

#include "connect/devicecodebox.h"
#include "core/plaintext.h"
#include "theme/accessiblerole.h"
#include "theme/environmentband.h"
#include "theme/theme.h"

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStyle>

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

SignInDialog::SignInDialog(const ConnectionInfo &connection, const Theme &theme, QWidget *parent)
    : QDialog(parent)
    , m_wantsToken(connection.vendor == Vendor::FlagDash)
    , m_email(new QLineEdit(connection.userName, this))
    , m_secret(new QLineEdit(this))
    , m_fields(new QWidget(this))
    , m_browser(new QPushButton(tr("Sign in with a &browser…"), this))
    , m_device(new DeviceCodeBox(theme, this))
    , m_message(new QLabel(this))
    , m_go(new QPushButton(tr("Sign in"), this))
{
    setObjectName(u"signInDialog"_s);
    setWindowTitle(tr("Sign in again"));
    auto *band = new EnvironmentBand(theme, EnvironmentBand::Size::Header, this);
    band->setConnection(connection);
    auto *note = new QLabel(
        (m_wantsToken ? tr("%1 does not accept the token any more. Nothing was sent twice. The new "
                           "one is used for this session only and is not stored.")
                      : tr("Your session at %1 has ended. Nothing was sent twice. The password is "
                           "used for this session only and is not stored."))
            .arg(plainLine(connection.url.host())),
        this);
    note->setTextFormat(Qt::PlainText);
    note->setWordWrap(true);
    m_email->setObjectName(u"emailField"_s);
    m_email->setAccessibleName(tr("E-mail"));
    const QString secretTitle = m_wantsToken ? tr("Access token") : tr("Password");
    m_secret->setObjectName(m_wantsToken ? u"tokenField"_s : u"passwordField"_s);
    m_secret->setAccessibleName(secretTitle);
    m_secret->setEchoMode(QLineEdit::Password);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    m_message->setProperty("kind", u"fault"_s);
    setAccessibleRole(*m_message, QAccessible::AlertMessage);
    m_message->hide();
    m_go->setProperty("kind", u"primary"_s);
    m_go->setObjectName(u"goButton"_s);
    m_go->setDefault(true);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);

    m_browser->setObjectName(u"browserButton"_s);
    m_browser->setToolTip(tr("No password and no token passes through this program"));
    m_browser->setAutoDefault(false);
    m_browser->setVisible(m_wantsToken);

    auto *form = new QFormLayout(m_fields);
    form->setContentsMargins(0, 0, 0, 0);
    if (m_wantsToken)
        m_email->hide();
    else
        form->addRow(tr("E-mail"), m_email);
    form->addRow(secretTitle, m_secret);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_browser);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_go);
    auto *inside = new QVBoxLayout;
    inside->setContentsMargins(18, 14, 18, 16);
    inside->setSpacing(12);
    inside->addWidget(note);
    inside->addWidget(m_fields);
    inside->addWidget(m_device);
    inside->addWidget(m_message);
    inside->addLayout(buttons);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(band);
    column->addLayout(inside);
    setMinimumWidth(420);

    connect(m_go, &QPushButton::clicked, this, &SignInDialog::submit);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_browser, &QPushButton::clicked, this, &SignInDialog::signInWithBrowser);
    connect(m_device, &DeviceCodeBox::openRequested, this, &SignInDialog::pageRequested);
    (m_email->text().isEmpty() && !m_wantsToken ? m_email : m_secret)->setFocus();
}

void SignInDialog::showError(const QString &sentence)
{
    setBusy(false);
    say(sentence, true);
    m_secret->selectAll();
    m_secret->setFocus();
}

void SignInDialog::say(const QString &sentence, bool isFault)
{
    m_message->setProperty("kind", isFault ? u"fault"_s : u"muted"_s);
    m_message->style()->unpolish(m_message);
    m_message->style()->polish(m_message);
    m_message->setText(sentence);
    m_message->setAccessibleName(sentence);
    m_message->show();
    makeRoom();
    QAccessibleEvent alert(m_message, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void SignInDialog::setBusy(bool busy)
{
    m_fields->setEnabled(!busy);
    m_fields->show();
    m_device->hide();
    m_go->setEnabled(!busy);
    m_go->show();
    m_browser->setEnabled(!busy);
    m_browser->setVisible(m_wantsToken);
    m_message->hide();
}

void SignInDialog::signInWithBrowser()
{
    setBusy(true);
    say(tr("Asking the server for a code…"), false);
    emit browserRequested();
}

void SignInDialog::showDeviceCode(const QString &code, const QUrl &page, const QUrl &pageWithCode)
{
    m_fields->hide();
    m_browser->hide();
    m_go->hide();
    m_device->show(code, page, pageWithCode);
    say(tr("Waiting for the browser…"), false);
}

/// A dialog does not grow by itself for what appears in it.
void SignInDialog::makeRoom()
{
    layout()->activate();
    resize(width(), std::max(height(), layout()->totalHeightForWidth(width())));
}

void SignInDialog::submit()
{
    const QString email = m_email->text().trimmed();
    if (email.isEmpty() && !m_wantsToken) {
        showError(tr("Enter the e-mail address of your account."));
        return;
    }
    if (m_secret->text().trimmed().isEmpty()) {
        showError(m_wantsToken ? tr("Enter an access token or a key.") : tr("Enter your password."));
        return;
    }
    setBusy(true);
    if (m_wantsToken)
        emit signInRequested({{}, {}, m_secret->text().trimmed().toUtf8(), {}, {}});
    else
        emit signInRequested({email, m_secret->text(), {}, {}, {}});
}

} // namespace signalbox
