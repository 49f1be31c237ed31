// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/networkgroup.h"

#include "theme/accessiblerole.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QStyle>
#include <QVBoxLayout>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int longestField = 2'000;
constexpr int usualProxyPort = 3128;

void setWrong(QWidget &field, bool wrong)
{
    if (field.property("wrong").toBool() == wrong)
        return;
    field.setProperty("wrong", wrong);
    field.style()->unpolish(&field);
    field.style()->polish(&field);
}

} // namespace

NetworkGroup::NetworkGroup(QWidget *parent)
    : QWidget(parent)
    , m_toggle(new QPushButton(this))
    , m_content(new QWidget(this))
    , m_grid(new QGridLayout(m_content))
    , m_mode(new QComboBox(m_content))
    , m_host(addField("proxyHostField", tr("Proxy host")))
    , m_port(new QSpinBox(m_content))
    , m_user(addField("proxyUserField", tr("Proxy user")))
    , m_password(addField("proxyPasswordField", tr("Proxy password"), true))
    , m_caFile(addField("caFileField", tr("CA file")))
    , m_certificate(addField("certificateField", tr("Client certificate")))
    , m_key(addField("keyField", tr("Private key")))
    , m_passphrase(addField("passphraseField", tr("Key passphrase"), true))
{
    setObjectName(u"networkGroup"_s);
    m_toggle->setObjectName(u"networkToggle"_s);
    m_toggle->setProperty("kind", u"flat"_s);
    m_toggle->setCheckable(true);
    m_toggle->setAutoDefault(false);
    m_toggle->setStyleSheet(u"text-align: left; padding-left: 0px;"_s);
    m_mode->setObjectName(u"proxyMode"_s);
    m_mode->setAccessibleName(tr("Proxy"));
    m_mode->addItem(tr("As the system says"), int(ProxyMode::System));
    m_mode->addItem(tr("None"), int(ProxyMode::None));
    m_mode->addItem(tr("HTTP"), int(ProxyMode::Http));
    m_mode->addItem(tr("SOCKS5"), int(ProxyMode::Socks5));
    m_port->setObjectName(u"proxyPortField"_s);
    m_port->setAccessibleName(tr("Proxy port"));
    m_port->setRange(1, 65535);
    m_port->setValue(usualProxyPort);
    m_port->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_host->setPlaceholderText(tr("proxy.example.com"));
    m_user->setPlaceholderText(tr("empty where it asks for none"));
    m_caFile->setPlaceholderText(tr("the system's own only"));
    m_certificate->setPlaceholderText(tr("none"));

    m_grid->setContentsMargins(0, 0, 0, 4);
    m_grid->setHorizontalSpacing(10);
    m_grid->setVerticalSpacing(6);
    m_grid->setColumnStretch(1, 1);
    addRow(tr("Proxy"), {m_mode});
    m_hostRow = addRow(tr("Host, port"), {m_host, m_port});
    m_userRow = addRow(tr("User"), {m_user});
    m_passwordRow = addRow(tr("Password"), {m_password});
    m_caRow = addFileRow(m_caFile, "caFileBrowse", tr("CA file"));
    m_certificateRow = addFileRow(m_certificate, "certificateBrowse", tr("Certificate"));
    m_keyRow = addFileRow(m_key, "keyBrowse", tr("Private key"));
    m_passphraseRow = addRow(tr("Passphrase"), {m_passphrase});

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_toggle);
    column->addWidget(m_content);

    connect(m_toggle, &QPushButton::toggled, this, &NetworkGroup::setOpen);
    connect(m_mode, &QComboBox::currentIndexChanged, this, &NetworkGroup::changed);
    connect(m_port, &QSpinBox::valueChanged, this, &NetworkGroup::changed);
    setOpen(false);
}

QLineEdit *NetworkGroup::addField(const char *name, const QString &title, bool isSecret)
{
    auto *field = new QLineEdit(m_content);
    field->setObjectName(QLatin1String(name));
    field->setAccessibleName(title);
    field->setMaxLength(longestField);
    if (isSecret)
        field->setEchoMode(QLineEdit::Password);
    connect(field, &QLineEdit::textChanged, this, &NetworkGroup::changed);
    return field;
}

/// The first of @p fields takes the room; a second one stands beside it.
NetworkGroup::Row NetworkGroup::addRow(const QString &title, const QVector<QWidget *> &fields)
{
    Row row;
    row.title = new QLabel(title, m_content);
    row.title->setProperty("kind", u"muted"_s);
    row.title->setBuddy(fields.constFirst());
    row.fields = fields;
    row.problem = new QLabel(m_content);
    row.problem->setTextFormat(Qt::PlainText);
    row.problem->setProperty("kind", u"fault"_s);
    row.problem->setWordWrap(true);
    row.problem->hide();
    setAccessibleRole(*row.problem, QAccessible::AlertMessage);
    const int line = m_grid->rowCount();
    m_grid->addWidget(row.title, line, 0);
    m_grid->addWidget(fields.constFirst(), line, 1, 1, fields.size() == 1 ? 2 : 1);
    if (fields.size() > 1)
        m_grid->addWidget(fields.constLast(), line, 2);
    m_grid->addWidget(row.problem, line + 1, 1, 1, 2);
    return row;
}

NetworkGroup::Row NetworkGroup::addFileRow(QLineEdit *field, const char *button, const QString &title)
{
    auto *browseButton = new QPushButton(tr("Browse…"), m_content);
    browseButton->setObjectName(QLatin1String(button));
    browseButton->setAccessibleName(tr("Browse for: %1").arg(title));
    browseButton->setAutoDefault(false);
    connect(browseButton, &QPushButton::clicked, this, [this, field, title] { browse(*field, title); });
    setTabOrder(field, browseButton);
    return addRow(title, {field, browseButton});
}

void NetworkGroup::browse(QLineEdit &field, const QString &title)
{
    auto *dialog = new QFileDialog(this, title, QFileInfo(field.text()).path(),
                                   tr("PEM files (*.pem *.crt *.cer *.key);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, &field, &QLineEdit::setText);
    dialog->open();
}

void NetworkGroup::setSettings(const NetworkSettings &settings)
{
    m_mode->setCurrentIndex(m_mode->findData(int(settings.proxy)));
    m_host->setText(settings.proxyHost);
    m_port->setValue(settings.proxyPort == 0 ? usualProxyPort : settings.proxyPort);
    m_user->setText(settings.proxyUser);
    m_caFile->setText(settings.caFile);
    m_certificate->setText(settings.certificateFile);
    m_key->setText(settings.keyFile);
    adapt();
}

NetworkSettings NetworkGroup::settings() const
{
    NetworkSettings settings;
    settings.proxy = mode();
    settings.proxyHost = m_host->text().trimmed();
    settings.proxyPort = settings.proxyHost.isEmpty() ? quint16(0) : quint16(m_port->value());
    settings.proxyUser = m_user->text().trimmed();
    settings.caFile = m_caFile->text().trimmed();
    settings.certificateFile = m_certificate->text().trimmed();
    settings.keyFile = m_key->text().trimmed();
    return settings;
}

NetworkSecrets NetworkGroup::secrets() const
{
    return {m_password->text(), m_passphrase->text()};
}

void NetworkGroup::clearSecrets()
{
    m_password->clear();
    m_passphrase->clear();
}

void NetworkGroup::showProblem(const NetworkProblem &problem)
{
    clearProblem();
    m_toggle->setChecked(true);
    const auto show = [&](const Row &row, QLineEdit *field) {
        row.problem->setText(problem.sentence);
        row.problem->setAccessibleName(problem.sentence);
        row.problem->show();
        setWrong(*field, true);
        field->setFocus();
    };
    switch (problem.field) {
    case NetworkProblem::Field::Proxy: show(m_hostRow, m_host); break;
    case NetworkProblem::Field::CaFile: show(m_caRow, m_caFile); break;
    case NetworkProblem::Field::Certificate: show(m_certificateRow, m_certificate); break;
    case NetworkProblem::Field::Key: show(m_keyRow, m_key); break;
    case NetworkProblem::Field::Passphrase: show(m_passphraseRow, m_passphrase); break;
    }
}

void NetworkGroup::clearProblem()
{
    for (const Row *row : {&m_hostRow, &m_caRow, &m_certificateRow, &m_keyRow, &m_passphraseRow})
        row->problem->hide();
    for (QLineEdit *field : {m_host, m_caFile, m_certificate, m_key, m_passphrase})
        setWrong(*field, false);
}

void NetworkGroup::changed()
{
    clearProblem();
    adapt();
    emit edited();
}

void NetworkGroup::setOpen(bool open)
{
    m_content->setVisible(open);
    adapt();
}

/// Shows the fields that mean something now, and tells in the title what is set.
void NetworkGroup::adapt()
{
    setVisible(m_hostRow, namesProxy());
    setVisible(m_userRow, mode() != ProxyMode::None);
    setVisible(m_passwordRow, mode() != ProxyMode::None && !m_user->text().isEmpty());
    setVisible(m_passphraseRow, !m_key->text().isEmpty());

    QStringList parts;
    switch (mode()) {
    case ProxyMode::System: parts += tr("the system's proxy"); break;
    case ProxyMode::None: parts += tr("no proxy"); break;
    case ProxyMode::Http: parts += tr("HTTP proxy"); break;
    case ProxyMode::Socks5: parts += tr("SOCKS5 proxy"); break;
    }
    if (!m_caFile->text().isEmpty())
        parts += tr("CA file");
    if (!m_certificate->text().isEmpty())
        parts += tr("client certificate");
    const QString text = tr("Network: %1").arg(parts.join(tr(", ")));
    m_toggle->setText((m_toggle->isChecked() ? u"▾  %1"_s : u"▸  %1"_s).arg(text));
    m_toggle->setAccessibleName(text);
}

void NetworkGroup::setVisible(const Row &row, bool visible)
{
    if (!row.title)
        return; // still being built
    row.title->setVisible(visible);
    for (QWidget *field : row.fields)
        field->setVisible(visible);
    if (!visible)
        row.problem->hide();
}

bool NetworkGroup::namesProxy() const
{
    return mode() == ProxyMode::Http || mode() == ProxyMode::Socks5;
}

ProxyMode NetworkGroup::mode() const
{
    return ProxyMode(m_mode->currentData().toInt());
}

} // namespace signalbox
