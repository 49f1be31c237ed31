// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/connectform.h"

#include "connect/connectlayout.h"
#include "connect/devicecodebox.h"
#include "connect/environmentstep.h"
#include "connect/networkgroup.h"
#include "connect/serverurl.h"
#include "connect/signinstep.h"
#include "core/plaintext.h"
#include "theme/accessiblerole.h"
#include "theme/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStyle>
#include <QVBoxLayout>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

QLabel *plainLabel(const QString &kind, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setProperty("kind", kind);
    label->setWordWrap(true);
    return label;
}

} // namespace

ConnectForm::ConnectForm(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_title(plainLabel(u"heading"_s, this))
    , m_step(plainLabel(u"muted"_s, this))
    , m_signIn(new SignInStep(theme, this))
    , m_environment(new EnvironmentStep(this))
    , m_device(new DeviceCodeBox(theme, this))
    , m_message(plainLabel(u"fault"_s, this))
    , m_back(new QPushButton(this))
    , m_test(new QPushButton(tr("Test"), this))
    , m_go(new QPushButton(this))
{
    setObjectName(u"connectForm"_s);
    m_title->setText(tr("Connect to a server"));
    m_message->setObjectName(u"connectMessage"_s);
    setAccessibleRole(*m_message, QAccessible::AlertMessage);
    m_message->hide();
    m_back->setObjectName(u"backButton"_s);
    m_test->setObjectName(u"testButton"_s);
    m_test->setToolTip(tr("Check the way to this server step by step"));
    m_go->setObjectName(u"goButton"_s);
    m_go->setProperty("kind", u"primary"_s);
    m_go->setAutoDefault(true);

    auto *card = new QFrame(this);
    card->setProperty("kind", u"card"_s);
    card->setFixedWidth(connectcard::width);
    auto *inside = new QVBoxLayout(card);
    inside->setContentsMargins(connectcard::sideMargin, 24, connectcard::sideMargin, 22);
    inside->setSpacing(10);
    inside->addWidget(m_title);
    inside->addWidget(m_step);
    inside->addSpacing(4);
    inside->addWidget(m_signIn);
    inside->addWidget(m_environment);
    inside->addWidget(m_device);
    inside->addWidget(m_message);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_back);
    buttons->addStretch(1);
    buttons->addWidget(m_test);
    buttons->addWidget(m_go);
    inside->addSpacing(4);
    inside->addLayout(buttons);

    // The network group makes the card higher than a small window.
    auto *inner = new QWidget(this);
    // In a row of its own, not aligned in the column: that would ask the card how high it is at the page's
    // width.
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(card);
    row->addStretch(1);
    auto *page = new QVBoxLayout(inner);
    page->addStretch(2);
    page->addLayout(row);
    page->addStretch(3);
    auto *scroll = new QScrollArea(this);
    scroll->setWidget(inner);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(scroll);

    connect(m_signIn, &SignInStep::submitted, this, &ConnectForm::submit);
    connect(m_signIn, &SignInStep::browserRequested, this, &ConnectForm::signInWithBrowser);
    connect(m_device, &DeviceCodeBox::openRequested, this, &ConnectForm::pageRequested);
    connect(m_signIn, &SignInStep::edited, m_message, &QWidget::hide);
    connect(m_go, &QPushButton::clicked, this, &ConnectForm::submit);
    connect(m_test, &QPushButton::clicked, this, &ConnectForm::test);
    connect(m_back, &QPushButton::clicked, this, &ConnectForm::goBack);
    connect(&theme, &Theme::changed, this, qOverload<>(&ConnectForm::update));
    showStep(Step::SignIn);
}

void ConnectForm::setLast(Vendor vendor, const QString &url, const QString &email,
                          const NetworkSettings &network)
{
    m_signIn->setVendor(vendor);
    m_signIn->setUrl(url, network);
    m_signIn->setEmail(email);
}

Vendor ConnectForm::lastVendor() const
{
    return m_signIn->vendor();
}

QString ConnectForm::lastUrl() const
{
    const auto url = serverUrl(m_signIn->urlText(), true);
    return url ? url->toString() : QString(); // a wrong one may hold a password
}

QString ConnectForm::lastEmail() const
{
    return m_signIn->email();
}

NetworkSettings ConnectForm::lastNetwork() const
{
    return m_signIn->networkSettings();
}

void ConnectForm::start()
{
    setBusy(false);
    m_message->hide();
    m_signIn->clearSecrets();
    showStep(Step::SignIn);
    m_signIn->focusFirstEmpty();
}

void ConnectForm::showBusy(const QString &what)
{
    setBusy(true);
    showMessage(what, false);
}

void ConnectForm::showError(const QString &sentence)
{
    setBusy(false);
    showMessage(sentence, true);
    if (isFirstStep())
        m_signIn->focusFirstEmpty();
}

void ConnectForm::showNetworkProblem(const NetworkProblem &problem)
{
    setBusy(false);
    showStep(Step::SignIn);
    m_message->hide();
    m_signIn->network().showProblem(problem);
}

void ConnectForm::showProjects(const QVector<ProjectEntry> &projects)
{
    setBusy(false);
    if (projects.isEmpty()) {
        showMessage(tr("This account sees no project. Ask an administrator to add it to one, then sign in "
                       "again."),
                    true);
        return;
    }
    m_message->hide();
    m_signIn->clearSecrets();
    m_environment->setProjects(projects, m_url);
    showStep(Step::Environment);
    m_environment->setFocus();
}

void ConnectForm::finish()
{
    setBusy(false);
    m_message->hide();
    m_signIn->clearSecrets();
    showStep(Step::SignIn);
}

void ConnectForm::submit()
{
    if (m_busy)
        return;
    ConnectRequest request;
    if (isFirstStep()) {
        const QString wrong = m_signIn->check();
        if (!wrong.isEmpty()) {
            showMessage(wrong, true);
            return;
        }
        request = firstRequest();
        m_url = request.url;
    } else {
        request.vendor = m_signIn->vendor();
        request.email = m_signIn->email();
        request.project = m_environment->project();
        request.environment = m_environment->environment();
        request.environmentClass = m_environment->environmentClass();
        if (request.environment.isEmpty()) {
            showMessage(tr("This project has no environment. Choose another one."), true);
            return;
        }
    }
    request.url = m_url;
    m_signIn->network().clearProblem();
    showBusy(isFirstStep() ? tr("Signing in…") : tr("Connecting…"));
    emit connectRequested(request);
}

/// With a checked address.
ConnectRequest ConnectForm::firstRequest() const
{
    ConnectRequest request;
    request.network = m_signIn->networkSettings();
    request.networkSecrets = m_signIn->network().secrets();
    request.url = *serverUrl(m_signIn->urlText(), request.network.allowPlainHttp);
    m_signIn->fill(request);
    return request;
}

void ConnectForm::test()
{
    const QString wrong = m_signIn->checkAddress();
    if (!wrong.isEmpty()) {
        showMessage(wrong, true);
        return;
    }
    m_message->hide();
    m_signIn->network().clearProblem();
    emit testRequested(firstRequest());
}

void ConnectForm::signInWithBrowser()
{
    if (m_busy)
        return;
    const QString wrong = m_signIn->checkAddress();
    if (!wrong.isEmpty()) {
        showMessage(wrong, true);
        return;
    }
    m_signIn->network().clearProblem();
    ConnectRequest request = firstRequest();
    request.token.clear();
    m_url = request.url;
    showBusy(tr("Asking the server for a code…"));
    emit browserSignInRequested(request);
}

void ConnectForm::showDeviceCode(const QString &code, const QUrl &page, const QUrl &pageWithCode)
{
    if (!m_busy)
        return;
    showMessage(tr("Waiting for the browser…"), false);
    m_signIn->hide(); // its fields have had their say, and a small window has no room for both
    m_test->hide();
    m_go->hide();
    m_device->show(code, page, pageWithCode);
}

void ConnectForm::goBack()
{
    if (m_busy) {
        setBusy(false);
        m_message->hide();
        emit cancelled();
    } else if (isFirstStep()) {
        emit backRequested();
    } else {
        emit cancelled();
        start();
    }
}

void ConnectForm::setBusy(bool busy)
{
    m_busy = busy;
    m_device->hide();
    m_signIn->setVisible(isFirstStep());
    m_test->setVisible(isFirstStep());
    m_go->show();
    m_signIn->setEnabled(!busy);
    m_environment->setEnabled(!busy);
    m_test->setEnabled(!busy);
    m_go->setEnabled(!busy);
    m_back->setText(busy ? tr("Cancel") : tr("Back"));
}

/// Not a stack: that would not give wrapped lines their height.
void ConnectForm::showStep(Step step)
{
    m_current = step;
    const bool first = isFirstStep();
    m_signIn->setVisible(first);
    m_test->setVisible(first);
    m_environment->setVisible(!first);
    m_step->setText(
        first ? tr("Step 1 of 2: sign in")
        : m_signIn->vendor() == Vendor::Togul
            ? tr("Step 2 of 2: what to show. Signed in as %1 at %2.")
                  .arg(plainLine(m_signIn->email(), 60), plainLine(m_url.host(), 60))
            : tr("Step 2 of 2: what to show. %1 accepts the token.").arg(plainLine(m_url.host(), 60)));
    m_go->setText(first ? tr("Sign in") : tr("Connect"));
}

void ConnectForm::showMessage(const QString &text, bool isError)
{
    m_message->setText(text);
    m_message->setAccessibleName(text);
    m_message->setProperty("kind", isError ? u"fault"_s : u"muted"_s);
    m_message->style()->unpolish(m_message);
    m_message->style()->polish(m_message);
    m_message->show();
    QAccessibleEvent alert(m_message, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

bool ConnectForm::isFirstStep() const
{
    return m_current == Step::SignIn;
}

} // namespace signalbox
